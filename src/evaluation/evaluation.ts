import type { Policy } from '../liveness/decision/policy.ts'
import type { DataSet } from './data-set.ts'
import { type ComparedLimit, compareLimits, type Limit } from './fail-above.ts'
import { type GroupRow, groupRates } from './group-rates.ts'
import { type NamedRates, namedRates } from './named-rates.ts'
import { type RateRow, rateRows } from './rate-rows.ts'
import type { SessionResult } from './session-result.ts'
import { type SignalCurves, signalCurves } from './signal-curves.ts'
import { type WorstPresentation, worstAttacks, worstBonaFide } from './worst-presentations.ts'

/** What an evaluation was made of, so that it can be made again. */
export interface EvaluationTerms {
  readonly dataSet: DataSet
  readonly policy: Policy
  readonly seed: number
  readonly engine: string
  /** The presentation-attack models installed. */
  readonly models: readonly { readonly name: string; readonly sha256: string }[]
  readonly limits: readonly Limit[]
}

/** All that an evaluation says: the tables, the report and the JSON document show parts of it. */
export interface Evaluation extends Omit<EvaluationTerms, 'limits'> {
  readonly subjects: number
  readonly sessions: number
  readonly rates: NamedRates
  readonly limits: readonly ComparedLimit[]
  readonly rows: readonly RateRow[]
  readonly groups: readonly GroupRow[]
  readonly curves: readonly SignalCurves[]
  readonly worst: { readonly bonaFide: readonly WorstPresentation[]; readonly attacks: readonly WorstPresentation[] }
}

export function summarize(results: readonly SessionResult[], { limits, ...terms }: EvaluationTerms): Evaluation {
  const { dataSet, policy, seed } = terms
  const rows = rateRows(results, seed)
  const rates = namedRates(results, rows, seed)
  return {
    ...{ ...terms, rates, rows },
    subjects: new Set(dataSet.presentations.map(({ subject }) => subject)).size,
    sessions: results.length,
    limits: compareLimits(limits, rates),
    groups: groupRates(results, seed),
    curves: signalCurves(results, policy),
    worst: { bonaFide: worstBonaFide(results), attacks: worstAttacks(results) },
  }
}
