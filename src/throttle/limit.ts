import { hash } from 'node:crypto'
import { refuse } from '../errors.ts'
import type { Db } from '../storage/schema.ts'
import { addToThrottle, readThrottle, type ThrottleCount } from './queries.ts'

/** So many of one kind of event for one key within a window; the window starts with its first event. */
export interface Limit {
  readonly key: string
  readonly max: number
  readonly windowMs: number
}

/** Names a limit without keeping what it is about: a mistyped username may be somebody's password. */
export function limitKey(kind: string, about: string): string {
  return `${kind}:${hash('sha256', about, 'base64url')}`
}

/** Refuses `too_many_requests` when a limit has been reached. */
export async function refuseReached(db: Db, limits: readonly Limit[], now: number): Promise<void> {
  for (const { key, max, windowMs } of limits) {
    const running = await readThrottle(db, key, now, windowMs)
    if (running !== undefined && running.count >= max) throw tooMany(running, now)
  }
}

/** A limit's count after one more event. */
export type Counted = Limit & ThrottleCount

/** Counts one event towards each limit. */
export async function countTowards(db: Db, limits: readonly Limit[], now: number): Promise<Counted[]> {
  const counted: Counted[] = []
  for (const limit of limits) counted.push({ ...limit, ...(await addToThrottle(db, limit.key, now, limit.windowMs)) })
  return counted
}

/** Refuses `too_many_requests` when an event that was counted went past its limit. */
export function refusePast(counted: readonly Counted[], now: number): void {
  const past = counted.find(({ count, max }) => count > max)
  if (past !== undefined) throw tooMany(past, now)
}

function tooMany({ endsAt }: ThrottleCount, now: number) {
  return refuse('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil((endsAt - now) / 1000)) })
}
