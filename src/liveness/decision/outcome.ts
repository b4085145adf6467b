import type { StepAction } from './challenge.ts'
import type { Guidance } from './guidance.ts'
import type { Decision } from './verdict.ts'

/** What is kept of a session after its end: nothing that shows or describes a face. */
export interface Outcome {
  readonly decision: Decision
  readonly steps: readonly StepOutcome[]
  readonly frames: { readonly received: number; readonly used: number; readonly rejected: number }
}

/** Times are epoch milliseconds. */
export interface StepOutcome {
  readonly action: StepAction
  readonly state: 'passed' | 'failed' | 'pending'
  readonly shownAt: number | null
  readonly answeredAt: number | null
}

/** What to do better next time. */
export type Hint = Guidance | 'step_timeout'
