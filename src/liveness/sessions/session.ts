import type { Action, StepAction } from '../decision/challenge.ts'
import type { Guidance } from '../decision/guidance.ts'
import type { Terms } from '../decision/progress.ts'
import type { Decision, Verdict } from '../decision/verdict.ts'

export type SessionState = 'waiting' | 'running' | 'decided' | 'expired' | 'cancelled'
export type Hint = Guidance | 'step_timeout'

/** Whose session it is: the account that opened it, or the back end with the subject it named. */
export interface Owner {
  readonly accountId: string | null
  readonly apiKeyId: string | null
  readonly subject: string | null
}

export interface Model {
  readonly name: string
  readonly sha256: string
}

/** One capture attempt, as stored. Times are epoch milliseconds. */
export interface LivenessSession extends Owner {
  readonly id: string
  readonly state: SessionState
  readonly terms: Terms
  readonly models: readonly Model[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly lastSequence: number
  readonly progress: Uint8Array | null
  readonly streamId: string | null
  readonly streamSeenAt: number | null
  readonly verdict: Verdict | null
  readonly hint: Hint | null
  readonly outcome: Outcome | null
}

/** What is kept of a session after its end: nothing that shows or describes a face. */
export interface Outcome {
  readonly decision: Decision
  readonly steps: readonly StepOutcome[]
  readonly frames: { readonly received: number; readonly used: number; readonly rejected: number }
}

export interface StepOutcome {
  readonly action: StepAction | Action
  readonly state: 'passed' | 'failed' | 'pending'
  readonly shownAt: number | null
  readonly answeredAt: number | null
}

export const isOpen = ({ state }: Pick<LivenessSession, 'state'>): boolean => state === 'waiting' || state === 'running'
