import type { Evaluation } from './evaluation.ts'
import type { RateRow } from './rate-rows.ts'
import type { Rate } from './rates.ts'
import type { WorstPresentation } from './worst-presentations.ts'

/** The evaluation as a value for JSON, in snake_case. Intervals are at 95 %. */
export function evaluationJson(evaluation: Evaluation) {
  const { dataSet, policy, seed, engine, models, subjects, sessions, rates, limits } = evaluation
  const { rows, groups, curves, worst } = evaluation
  return {
    data_set: { name: dataSet.name, layout: dataSet.layout, presentations: dataSet.presentations.length, subjects },
    ...{ policy: policy.name, seed, engine, models, sessions },
    rates: mapValues(rates, rateJson),
    limits: limits.map(({ name, most, of, upperBound, isAbove }) => ({
      ...{ name, most, of, upper_bound: upperBound, is_above: isAbove },
    })),
    rows: rows.map(rowJson),
    groups: groups.map(({ name, value, row, standsOut }) => ({
      ...{ name, value },
      ...rowJson(row),
      stands_out: standsOut.map(({ rate, own, others }) => ({ rate, own: rateJson(own), others: rateJson(others) })),
    })),
    curves: curves.map(({ name, threshold, spoofBelow, distributions, det }) => ({
      ...{ name, threshold, spoof_below: spoofBelow },
      distributions: {
        ...{ from: distributions.from, to: distributions.to },
        kinds: distributions.kinds.map(({ name: kind, shares, notMeasured }) => ({
          ...{ kind, shares, not_measured: notMeasured },
        })),
      },
      det: det.map(({ species, points }) => ({
        species,
        points: points.map(({ threshold: at, attacksPassed, bonaFideNotPassed }) => ({
          threshold: Number.isFinite(at) ? at : null,
          ...{ attacks_passed: attacksPassed, bona_fide_not_passed: bonaFideNotPassed },
        })),
      })),
    })),
    worst: { bona_fide: worst.bonaFide.map(worstJson), attacks: worst.attacks.map(worstJson) },
  }
}

function rowJson({ manner, species, presentations, subjects, sessions, verdict, signals }: RateRow) {
  return {
    ...{ manner, species, presentations, subjects, sessions },
    verdict: mapValues(verdict, rateJson),
    signals: mapValues(signals, (states) => mapValues(states, rateJson)),
  }
}

const rateJson = ({ count, of, rate, interval, bootstrap }: Rate) => ({
  ...{ count, of, rate, clopper_pearson: interval, bootstrap },
})

function worstJson({ presentation, sessions, live, spoof, inconclusive, why }: WorstPresentation) {
  const { id, subject, species, groups } = presentation
  return { id, subject, species, groups, sessions, live, spoof, inconclusive, why }
}

function mapValues<Value, Mapped>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
}
