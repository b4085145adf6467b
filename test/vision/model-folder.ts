import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareModels } from '../../src/vision/models/prepare-models.ts'

/** One cache of the bundled models for all suites; rewriting them takes a second and gives the same files every time. */
export const MODEL_FOLDER = join(tmpdir(), `liveness-server-test-models-${process.getuid?.() ?? 0}`)

export async function preparedModelFolder(): Promise<string> {
  await mkdir(MODEL_FOLDER, { recursive: true })
  await prepareModels(MODEL_FOLDER, () => {})
  return MODEL_FOLDER
}
