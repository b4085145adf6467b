import { isoTime } from '../../iso-time.ts'
import type { Kept, KeptKind } from './receipt-claims.ts'

/** What stays until a time in epoch milliseconds, or without an end. Nothing where it was counted and there is none. */
export function kept(what: KeptKind, until: number | null, count?: number): Kept[] {
  if (count === 0) return []
  return [{ what, ...(count !== undefined && { count }), until: until === null ? null : isoTime(until) }]
}

const DAY_MS = 86_400_000

/** So many days after a time; null where 0 stands for ever. */
export function endAfterDays(from: number, days: number): number | null {
  return days === 0 ? null : from + days * DAY_MS
}
