import { parentPort, workerData } from 'node:worker_threads'
import type { Presentation } from './data-set.ts'
import { readKeptFile } from './keep-observations.ts'
import { type PlayOptions, playPresentation } from './play-presentation.ts'

/** What a thread is told to play: a presentation, and where what was measured on its films is kept, by source. */
export interface PlayTask {
  readonly presentation: Presentation
  readonly files: Readonly<Record<string, string>>
}

parentPort!.on('message', async ({ presentation, files }: PlayTask) => {
  const load = async (source: string) => {
    const observations = await readKeptFile(files[source]!)
    if (!observations) throw new Error(`What was measured on ${source} cannot be read back: evaluate once more.`)
    return observations
  }
  parentPort!.postMessage(await playPresentation(load, presentation, workerData as PlayOptions))
})
