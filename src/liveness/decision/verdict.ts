import { type Policy, type Rule, type SignalName, signalNames } from './policy.ts'
import type { Measures } from './signals.ts'

export const verdicts = ['live', 'spoof', 'inconclusive'] as const
export type Verdict = (typeof verdicts)[number]

export interface Signal {
  readonly name: SignalName
  readonly state: 'passed' | 'failed' | 'not_measured'
  readonly value: number | null
  readonly threshold: number
  readonly required: boolean
}

/**
 * What the verdict rests on. `reduced`: no movement of the mouth was asked for besides a turn, so that a rigid relief
 * could answer. `+passive`: presentation-attack models scored it, too.
 */
export const assurances = ['active', 'active+passive', 'reduced', 'reduced+passive'] as const
export type Assurance = (typeof assurances)[number]

export interface Decision {
  readonly verdict: Verdict
  /** 0..1, from 0.5 on exactly where the verdict is live: the weakest required signal's margin. */
  readonly score: number
  readonly policy: string
  readonly assurance: Assurance
  readonly signals: readonly Signal[]
}

/**
 * Live only where every required signal passed; a spoof where one says so; else inconclusive.
 * A value that is missing or not a number passes nothing and accuses nobody.
 */
export function decide(measures: Measures, policy: Policy): Decision {
  const { values, presentationAttackInstalled } = measures
  const judged = signalNames.map((name) => {
    const rule: Rule = policy.rules[name]
    const value = values[name]
    const measured = typeof value === 'number' && Number.isFinite(value)
    const passed = measured && value >= rule.threshold
    const required =
      rule.required === 'always' ||
      (rule.required === 'when_installed' && presentationAttackInstalled) ||
      (rule.required === 'when_measured' && measured)
    return {
      signal: {
        name,
        state: passed ? 'passed' : measured ? 'failed' : 'not_measured',
        value: measured ? value : null,
        threshold: rule.threshold,
        required,
      } satisfies Signal as Signal,
      accuses: measured && rule.spoofBelow !== null && value < rule.spoofBelow,
      margin: marginOf(measured ? value : Number.NaN, rule),
    }
  })
  const required = judged.filter(({ signal }) => signal.required)
  const live = required.length > 0 && required.every(({ signal }) => signal.state === 'passed')
  const spoof = judged.some(({ accuses }) => accuses)
  return {
    verdict: spoof ? 'spoof' : live ? 'live' : 'inconclusive',
    score: Math.min(...required.map(({ margin }) => margin)),
    policy: policy.name,
    assurance: `${measures.reduced ? 'reduced' : 'active'}${presentationAttackInstalled ? '+passive' : ''}`,
    signals: judged.map(({ signal }) => signal),
  }
}

/** 0.5 at the threshold, 1 at the best that can be expected, 0 at nothing. */
function marginOf(value: number, { threshold, best }: Rule): number {
  if (value >= threshold)
    return best > threshold ? 0.5 + 0.5 * Math.min(1, (value - threshold) / (best - threshold)) : 1
  return value > 0 ? 0.5 * (value / threshold) * 0.99 : 0
}
