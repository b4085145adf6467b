import { readFile } from 'node:fs/promises'
import type { Observation } from '../vision/observation.ts'
import type { VisionPool } from '../vision/pool.ts'

/**
 * Measures all there is to measure on pictures that follow one another; the face is followed from one to the next.
 * Throws a VisionError for what is no picture.
 */
export async function observeFilm(
  vision: Pick<VisionPool, 'observe'>,
  paths: readonly string[],
): Promise<Observation[]> {
  const observations: Observation[] = []
  for (const path of paths) {
    const crop = observations.at(-1)?.face?.crop ?? null
    const bytes = new Uint8Array(await readFile(path))
    observations.push(await vision.observe({ bytes, crop, detect: true, describe: true, presentationAttack: true }))
  }
  return observations
}
