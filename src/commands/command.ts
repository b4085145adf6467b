export interface Option {
  readonly type: 'boolean' | 'string'
  /** What stands for the value in the help text, such as `<time>`. */
  readonly value?: string
  readonly about: string
}

export type Options = Readonly<Record<string, Option>>

/** What was given: each option's value, and the arguments in the order of the command's `arguments`. */
export interface Given<Names extends Options> {
  readonly options: { readonly [Name in keyof Names]?: Names[Name]['type'] extends 'boolean' ? boolean : string }
  readonly arguments: readonly string[]
}

export interface Command<Names extends Options = Options> {
  readonly summary: string
  /**
   * Names of what must follow the command, all of it required; the last may be given many times when it ends in `…`.
   */
  readonly arguments?: readonly string[]
  readonly options: Names
  /** Paragraphs for the help text. */
  readonly more?: string
  /**
   * Returns the exit code where that is not 0. Throws a `CommandError` for what the person at the terminal can
   * correct.
   */
  run(given: Given<Names>): Promise<number | undefined>
}

/** Types `run` by the options beside it. */
export function command<const Names extends Options>(definition: Command<Names>): Command {
  return definition as unknown as Command
}

export const jsonOption = { json: { type: 'boolean', about: 'Print JSON, for a script' } } as const satisfies Options

export const FAILED = 1
export const MISUSED = 2

/** Ends the command with a sentence that says what to do, and no stack trace. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = FAILED) {
    super(message)
    this.exitCode = exitCode
  }
}
