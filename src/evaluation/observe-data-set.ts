import type { VisionPool } from '../vision/pool.ts'
import { type Presentation, sourcesOf } from './data-set.ts'
import { digestFilm } from './film-digest.ts'
import { inParallel } from './in-parallel.ts'
import type { KeptObservations } from './keep-observations.ts'
import { observeFilm } from './observe-film.ts'

export interface ObserveNeeds {
  readonly kept: KeptObservations
  /** Called once, and only where something has to be measured. */
  readonly openVision: () => Promise<Pick<VisionPool, 'observe' | 'close'>>
  readonly workers: number
  /** Called after each picture. */
  readonly observed: (done: number, total: number) => void
}

const FILES_READ_AT_ONCE = 4

/**
 * Measures each film of a data set that is not kept yet, the longest first so that no worker is idle at the end, and
 * erases what is kept of films that are gone. Returns the file of what is kept, by source.
 */
export async function observeDataSet(
  { kept, openVision, workers, observed }: ObserveNeeds,
  presentations: readonly Presentation[],
): Promise<ReadonlyMap<string, string>> {
  const films = new Map<string, string>()
  const missing = new Map<string, readonly string[]>()
  await inParallel([...new Set(presentations.flatMap(sourcesOf))], FILES_READ_AT_ONCE, async (source) => {
    const { digest, pictures } = await digestFilm(source)
    films.set(source, digest)
    if (!missing.has(digest) && !(await kept.has(digest))) missing.set(digest, pictures)
  })
  await kept.eraseOthers(new Set(films.values()))
  const files = new Map([...films].map(([source, film]) => [source, kept.fileOf(film)]))
  if (missing.size === 0) return files
  const total = [...missing.values()].reduce((sum, { length }) => sum + length, 0)
  let done = 0
  const vision = await openVision()
  try {
    const longestFirst = [...missing].toSorted(([, a], [, b]) => b.length - a.length)
    // One film more than workers: while a picture is read, no worker waits for it.
    await inParallel(longestFirst, workers + 1, async ([film, pictures]) => {
      await kept.store(film, await observeFilm(vision, pictures, () => observed(++done, total)))
    })
  } finally {
    await vision.close()
  }
  return files
}
