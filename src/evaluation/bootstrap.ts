import type { Interval } from './clopper-pearson.ts'
import { seededRandomBelow } from './seeded-random.ts'

const RESAMPLES = 2_000
const TAIL = 0.025

/**
 * 95 % percentile intervals of several rates over the same subjects, drawn again 2,000 times with replacement (Efron,
 * 1979): the sessions of one subject depend on each other, so subjects are drawn, not sessions. `counts` holds for each
 * rate the events of each subject, `of` the sessions of each. Nothing that never happened comes up in a draw: such a
 * rate has the interval 0 to 0, and only Clopper and Pearson's says how large it may be. Of one subject it is 0 to 1.
 */
export function bootstrapOverSubjects(
  counts: readonly (readonly number[])[],
  of: readonly number[],
  seed: number,
): Interval[] {
  const subjects = of.length
  if (subjects < 2) return counts.map(() => [0, 1])
  const randomBelow = seededRandomBelow(seed)
  const drawn = counts.map(() => new Float64Array(RESAMPLES))
  const times = new Int32Array(subjects)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    times.fill(0)
    for (let draw = 0; draw < subjects; draw++) times[randomBelow(subjects)]!++
    const all = weightedSum(of, times)
    for (const [rate, events] of counts.entries()) drawn[rate]![resample] = weightedSum(events, times) / all
  }
  return drawn.map((rates) => {
    rates.sort()
    return [rates[Math.floor(RESAMPLES * TAIL)]!, rates[Math.ceil(RESAMPLES * (1 - TAIL)) - 1]!]
  })
}

function weightedSum(values: readonly number[], times: Int32Array): number {
  let sum = 0
  for (let index = 0; index < times.length; index++) sum += values[index]! * times[index]!
  return sum
}
