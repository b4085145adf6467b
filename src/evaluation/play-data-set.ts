import type { Observation } from '../vision/observation.ts'
import type { DataSet } from './data-set.ts'
import type { KeptObservations } from './keep-observations.ts'
import { type PlayOptions, playPresentation, sessionsOf } from './play-presentation.ts'
import type { SessionResult } from './session-result.ts'

/**
 * Plays every presentation from the observations that are kept, loaded for one presentation at a time. `films` are the
 * digests of the films by their source.
 */
export async function playDataSet(
  { presentations }: DataSet,
  kept: Pick<KeptObservations, 'load'>,
  films: ReadonlyMap<string, string>,
  options: PlayOptions,
  played: (done: number, total: number) => void,
): Promise<SessionResult[]> {
  const load = async (source: string): Promise<readonly Observation[]> => {
    const observations = await kept.load(films.get(source)!)
    if (!observations) throw new Error(`What was measured on ${source} cannot be read back: evaluate once more.`)
    return observations
  }
  const total = presentations.reduce((sum, presentation) => sum + sessionsOf(presentation, options), 0)
  const results: SessionResult[] = []
  for (const presentation of presentations) {
    results.push(...(await playPresentation(load, presentation, options)))
    played(results.length, total)
  }
  return results
}
