/** The result of one check. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** Worth a look, but the server works: `ok` is true and the exit code 0. */
  readonly warning?: true
  readonly found: string
  /** What to do about a problem or a warning. */
  readonly remedy?: string
}
