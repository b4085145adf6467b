import { availableParallelism } from 'node:os'
import type { DataSet } from '../evaluation/data-set.ts'
import { engineVersion } from '../evaluation/engine-version.ts'
import { type Evaluation, summarize } from '../evaluation/evaluation.ts'
import type { Limit } from '../evaluation/fail-above.ts'
import { type KeptObservations, openKeptObservations } from '../evaluation/keep-observations.ts'
import { observeDataSet } from '../evaluation/observe-data-set.ts'
import { playDataSet } from '../evaluation/play-data-set.ts'
import type { PlayOptions } from '../evaluation/play-presentation.ts'
import { verifyModels } from '../vision/models/verify-models.ts'
import { openVisionPool } from '../vision/pool.ts'
import { CommandError } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { openProgressLine } from './progress-line.ts'

export interface EvaluateOptions extends Omit<PlayOptions, 'presentationAttackInstalled'> {
  /** Of the data set. */
  readonly folder: string
  /** Where measurements are kept. */
  readonly observations: string
  readonly limits: readonly Limit[]
}

/** Measures what is not kept yet, plays all presentations, and sums up; shows on stderr how far it is. */
export async function evaluateDataSet(dataSet: DataSet, options: EvaluateOptions): Promise<Evaluation> {
  const { folder, observations, policy, seed, limits } = options
  const installed = await verifyModels(modelFolder(), () => {})
  const models = installed.map(({ name, entry }) => ({ name, sha256: entry.sha256 }))
  const engine = await engineVersion(models)
  const kept = await openKeptObservations(observations, folder, engine)
  const files = await observe(dataSet, kept)
  const progress = openProgressLine('sessions played')
  const playing = { ...options, presentationAttackInstalled: models.length > 0, threads: availableParallelism() }
  const results = await playDataSet(dataSet.presentations, files, playing, progress.show)
  progress.end()
  return summarize(results, { dataSet, policy, seed, engine, models, limits })
}

async function observe({ presentations }: DataSet, kept: KeptObservations): Promise<ReadonlyMap<string, string>> {
  const workers = availableParallelism()
  const progress = openProgressLine('pictures measured')
  const openVision = async () => {
    const vision = openVisionPool({ modelFolder: modelFolder(), workers, queueFramesMax: 2 * workers, log: () => {} })
    await vision.ready.catch((error: Error) => {
      throw new CommandError(`The models cannot be run: ${error.message}`)
    })
    return vision
  }
  const files = await observeDataSet({ kept, openVision, workers, observed: progress.show }, presentations)
  progress.end()
  return files
}
