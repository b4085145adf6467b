import type { Observation } from '../vision/observation.ts'
import type { DataSet } from './data-set.ts'
import type { KeptObservations } from './keep-observations.ts'
import { type PlayOptions, playPresentation } from './play-presentation.ts'
import type { SessionResult } from './session-result.ts'

/** Plays every presentation from the observations that are kept, loaded for one presentation at a time. */
export async function playDataSet(
  { presentations }: DataSet,
  kept: Pick<KeptObservations, 'load'>,
  films: ReadonlyMap<string, string>,
  options: PlayOptions,
  played: (sessions: number, presentationsLeft: number) => void,
): Promise<SessionResult[]> {
  const load = async (source: string): Promise<readonly Observation[]> => {
    const observations = await kept.load(films.get(source)!)
    if (!observations)
      throw new Error(`What was measured on ${source} could not be read back: run the evaluation again.`)
    return observations
  }
  const results: SessionResult[] = []
  for (const [index, presentation] of presentations.entries()) {
    results.push(...(await playPresentation(load, presentation, options)))
    played(results.length, presentations.length - index - 1)
  }
  return results
}
