/** The result of one check. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly found: string
  /** What to do about a problem. */
  readonly remedy?: string
}
