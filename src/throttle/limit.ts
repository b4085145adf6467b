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
  for (const { key, max } of limits) {
    const running = await readThrottle(db, key, now)
    if (running !== undefined && running.count >= max) throw tooMany(running, now)
  }
}

/** Counts one event towards each limit and refuses `too_many_requests` when that went past one of them. */
export async function countAndRefuse(db: Db, limits: readonly Limit[], now: number): Promise<void> {
  let past: ThrottleCount | undefined
  for (const { key, max, windowMs } of limits) {
    const counted = await addToThrottle(db, key, now, windowMs)
    if (counted.count > max) past = counted
  }
  if (past !== undefined) throw tooMany(past, now)
}

function tooMany({ endsAt }: ThrottleCount, now: number) {
  return refuse('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil((endsAt - now) / 1000)) })
}
