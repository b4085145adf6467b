import { CommandError, MISUSED } from './command.ts'
import { printable } from './print.ts'

/** The value of `--limit`: how many are listed at most. */
export function readLimit(text: string | undefined, { usual, max }: { readonly usual: number; readonly max: number }) {
  if (text === undefined) return usual
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= max) return limit
  throw new CommandError(`--limit "${printable(text)}" is no whole number from 1 to ${max}.`, MISUSED)
}
