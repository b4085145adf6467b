import { performance } from 'node:perf_hooks'
import { mintId } from './id.ts'

/** The time, asked for in one place so that a test can move it. */
export interface Clock {
  /** Milliseconds since 1970 UTC, as the machine's clock says. That clock may be set, forward and back. */
  now(): number
}

/** A clock that nobody sets: for what is compared within a process, and within a session. */
export interface SteadyClock extends Clock {
  /** Milliseconds since 1970 UTC as `now` said when the process started, and from then on the time that has passed. */
  steady(): number
  /** Names this process's clock, for another one's counts from elsewhere. */
  readonly id: string
}

const startedAt = Date.now() - performance.now()

export const systemClock: SteadyClock = {
  now: () => Date.now(),
  steady: () => Math.round(startedAt + performance.now()),
  id: mintId(),
}
