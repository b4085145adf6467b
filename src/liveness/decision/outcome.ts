import type { StepAction } from './challenge.ts'
import { guidanceCodes } from './guidance.ts'
import type { InjectionAdvice } from './injection.ts'
import type { Decision } from './verdict.ts'

/** What is kept of a session after its end: nothing that shows or describes a face. */
export interface Outcome {
  readonly decision: Decision
  readonly injection: InjectionAdvice
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
export const hints = [
  ...guidanceCodes,
  'line_too_slow',
  'camera_paused',
  'left_the_picture',
  'step_timeout',
  'unclear',
] as const
export type Hint = (typeof hints)[number]
