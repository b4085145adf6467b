import type { Policy, SignalName } from '../liveness/decision/policy.ts'
import type { Decision, Signal, Verdict } from '../liveness/decision/verdict.ts'
import type { Presentation } from './data-set.ts'

/** What is played: one that does as asked, a film that follows no prompt, or one picture on its own. */
export const manners = ['obeys', 'follows_no_prompt', 'single_picture'] as const
export type Manner = (typeof manners)[number]

/** What one signal says: accuses (calls it a spoof), denies (failed, and accuses nobody), passed, or not measured. */
export const signalStates = ['accuses', 'denies', 'passed', 'not_measured'] as const
export type SignalState = (typeof signalStates)[number]

export interface SignalResult {
  readonly name: SignalName
  readonly state: SignalState
  readonly value: number | null
}

/** One session that was played from a presentation, or what its one picture says. */
export interface SessionResult {
  readonly presentation: Presentation
  /** Of the challenge and of the moment at which the film begins. */
  readonly seed: number
  readonly manner: Manner
  readonly verdict: Verdict
  /** The decision's score, 0..1; null of a single picture. */
  readonly score: number | null
  readonly signals: readonly SignalResult[]
  /** From the first frame to the end, in the session's own time. */
  readonly seconds: number
  readonly framesUsed: number
  /** The portrait kept is one of the pictures shown after steps; null where there are no such pictures. */
  readonly portraitExchanged: boolean | null
  /** Mean luminance of the face over the frames with one, 0..255; null without one. */
  readonly skinLuminance: number | null
  /** What the person hears after a miss. */
  readonly hint: string
}

export function signalResults({ signals }: Pick<Decision, 'signals'>, policy: Policy): SignalResult[] {
  return signals.map((signal) => ({ name: signal.name, state: stateOf(signal, policy), value: signal.value }))
}

function stateOf({ name, state, value }: Signal, policy: Policy): SignalState {
  if (state !== 'failed') return state
  const { spoofBelow } = policy.rules[name]
  return value !== null && spoofBelow !== null && value < spoofBelow ? 'accuses' : 'denies'
}
