import { type Policy, type SignalName, signalNames } from '../liveness/decision/policy.ts'
import { type DetPoint, detCurve } from './det-curve.ts'
import { speciesOf } from './rate-rows.ts'
import { type Distributions, distributions } from './score-distribution.ts'
import type { SessionResult } from './session-result.ts'

/** How a value of bona fide presentations lies against that of each species. */
export interface SignalCurves {
  readonly name: SignalName | 'score'
  /** Passed from here on. */
  readonly threshold: number
  readonly spoofBelow: number | null
  readonly distributions: Distributions
  readonly det: readonly { readonly species: string; readonly points: readonly DetPoint[] }[]
}

/** Of the score that the verdict comes with and of every signal that was measured, over all presentations. */
export function signalCurves(results: readonly SessionResult[], policy: Policy): SignalCurves[] {
  const bySpecies = speciesOf(results.map(({ presentation }) => presentation)).map((species) => ({
    species,
    own: results.filter(({ presentation }) => presentation.species === species),
  }))
  return (['score', ...signalNames] as const).flatMap((name) => {
    const kinds = bySpecies.map(({ species, own }) => ({ species, values: own.map((result) => valueIn(result, name)) }))
    const found = distributions(kinds.map(({ species, values }) => ({ name: species ?? 'bona fide', values })))
    if (!found) return []
    const bonaFide = kinds.find(({ species }) => species === null)?.values ?? []
    const det = kinds.flatMap(({ species, values }) =>
      species === null ? [] : [{ species, points: detCurve(bonaFide, values) }],
    )
    const { threshold, spoofBelow } = name === 'score' ? { threshold: 0.5, spoofBelow: null } : policy.rules[name]
    return [{ name, threshold, spoofBelow, distributions: found, det: det.filter(({ points }) => points.length > 0) }]
  })
}

const valueIn = ({ score, signals }: SessionResult, name: SignalName | 'score') =>
  name === 'score' ? score : (signals.find((signal) => signal.name === name)?.value ?? null)
