import type { Observation } from '../vision/observation.ts'
import type { VisionPool } from '../vision/pool.ts'
import { readPicture } from './picture-files.ts'

/**
 * Measures all there is to measure on pictures that follow one another; the face is followed from one to the next.
 * Throws a sentence that names the file that can't be measured.
 */
export async function observeFilm(
  vision: Pick<VisionPool, 'observe'>,
  paths: readonly string[],
  observed: () => void,
): Promise<Observation[]> {
  const observations: Observation[] = []
  for (const path of paths) {
    const crop = observations.at(-1)?.face?.crop ?? null
    const bytes = await readPicture(path)
    const observation = await vision
      .observe({ bytes, crop, detect: true, describe: true, presentationAttack: true, unwrap: true })
      .catch((error: Error) => {
        throw new Error(`${path} cannot be measured: ${error.message}`, { cause: error })
      })
    observations.push(observation)
    observed()
  }
  return observations
}
