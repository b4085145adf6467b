import { bootstrapOverSubjects } from './bootstrap.ts'
import { clopperPearson, type Interval } from './clopper-pearson.ts'
import type { SessionResult } from './session-result.ts'

export interface Rate {
  readonly count: number
  readonly of: number
  /** Null of nothing. */
  readonly rate: number | null
  /** Clopper and Pearson's, as if sessions did not depend on each other. */
  readonly interval: Interval
  /** By a bootstrap over subjects. */
  readonly bootstrap: Interval
}

/** How often each event happened in these sessions. */
export function measureRates<Name extends string>(
  results: readonly SessionResult[],
  events: Readonly<Record<Name, (result: SessionResult) => boolean>>,
  seed: number,
): Record<Name, Rate> {
  const subjects = [...Map.groupBy(results, ({ presentation }) => presentation.subject).values()]
  const named = Object.entries(events) as [Name, (result: SessionResult) => boolean][]
  const counts = named.map(([, happened]) => subjects.map((sessions) => sessions.filter(happened).length))
  const bootstraps = bootstrapOverSubjects(
    counts,
    subjects.map(({ length }) => length),
    seed,
  )
  const of = results.length
  const rates = named.map(([name], index): [Name, Rate] => {
    const count = counts[index]!.reduce((sum, one) => sum + one, 0)
    const interval = clopperPearson(count, of)
    return [name, { count, of, rate: of === 0 ? null : count / of, interval, bootstrap: bootstraps[index]! }]
  })
  return Object.fromEntries(rates) as Record<Name, Rate>
}
