import { type Hint, hints, type Outcome } from './outcome.ts'
import { findPolicy, type Rule, type SignalName, signalNames } from './policy.ts'
import type { Signal } from './verdict.ts'

/** Why a session came out as it did: one word of a set that does not grow. */
export const verdictReasons = ['none', 'no_frames', 'injection', ...signalNames, ...hints] as const
export type VerdictReason = (typeof verdictReasons)[number]

/**
 * The signal that accuses, of a spoof; of what is inconclusive what denied it: the hint, or where that says nothing the
 * first required signal that did not pass. `none`: it is live. `injection`: only the advice on injected pictures spoke
 * against it, and the policy lets that deny. `no_frames`: nobody came. For operators: a person is told the hint alone.
 */
export function reasonOf({ decision, frames }: Outcome, hint: Hint | null): VerdictReason {
  const { verdict, signals, policy } = decision
  if (verdict === 'live') return 'none'
  if (frames.received === 0) return 'no_frames'
  const missed = signals.filter(({ required, state }) => required && state !== 'passed')
  if (verdict === 'spoof') return accuserOf(signals, policy) ?? missed[0]?.name ?? 'unclear'
  if (missed.length === 0) return 'injection'
  return hint && hint !== 'unclear' ? hint : missed[0]!.name
}

function accuserOf(signals: readonly Signal[], policy: string): SignalName | undefined {
  const rules: Partial<Record<SignalName, Rule>> = findPolicy(policy)?.rules ?? {}
  return signals.find(({ name, value }) => {
    const below = rules[name]?.spoofBelow ?? null
    return value !== null && below !== null && value < below
  })?.name
}
