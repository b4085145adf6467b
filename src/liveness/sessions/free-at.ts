/** An attempt that was not called live. */
export interface Failure {
  /** Epoch milliseconds. */
  readonly at: number
  readonly spoof: boolean
}

export interface FailureLimit {
  /** Reached with so many points, at least 1. */
  readonly max: number
  /** What a spoof counts; any other failure counts 1. No failure counts more than `max`. */
  readonly spoofPoints: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const FIRST_WAIT_MS = 10 * MINUTE_MS

/** Each is reached with so many times the limit's points within so long. */
const stages = [
  { times: 1, withinMs: FIRST_WAIT_MS, waitMs: FIRST_WAIT_MS },
  { times: 2, withinMs: DAY_MS, waitMs: HOUR_MS },
  { times: 3, withinMs: DAY_MS, waitMs: DAY_MS },
]

/**
 * When another attempt may begin after these failures, oldest first: epoch milliseconds, or 0. Ten minutes after the
 * limit was reached within ten minutes; an hour after twice as much was reached within a day; a day after three times
 * as much. Over the day all failures count, whether there was a wait among them or not: nobody escapes by patience.
 */
export function freeAt(failures: readonly Failure[], limit: FailureLimit): number {
  return Math.max(...stages.map((stage) => freeAfter(failures, limit, stage)))
}

function freeAfter(
  failures: readonly Failure[],
  { max, spoofPoints }: FailureLimit,
  { times, withinMs, waitMs }: (typeof stages)[number],
): number {
  const pointsOf = ({ spoof }: Failure) => (spoof ? Math.min(spoofPoints, max) : 1)
  let oldest = 0
  let points = 0
  let free = 0
  for (const failure of failures) {
    while (failures[oldest]!.at <= failure.at - withinMs) points -= pointsOf(failures[oldest++]!)
    const before = points
    points += pointsOf(failure)
    if (before < times * max && points >= times * max) free = failure.at + waitMs
  }
  return free
}
