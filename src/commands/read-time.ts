import { readIsoTime } from '../iso-time.ts'
import { CommandError, MISUSED } from './command.ts'

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A time, or an age before now (where it is to lie ahead: from now), as milliseconds since 1970; `option` is what it
 * was given as.
 */
export function readTime(option: string, text: string, now: number, direction: 'back' | 'ahead' = 'back'): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const awayMs = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN) * (direction === 'back' ? -1 : 1)
  const time = readIsoTime(text) ?? now + awayMs
  // What no date can be made of is no time either.
  if (Number.isFinite(new Date(time).getTime())) return time
  throw new CommandError(
    `--${option} "${text}" is neither a time such as 2030-01-31T12:00:00Z nor an age such as 30m, 24h or 7d.`,
    MISUSED,
  )
}
