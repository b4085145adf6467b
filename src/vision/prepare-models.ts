import type { ModelFiles } from './model-files.ts'
import { prepareBundledModels } from './prepare-bundled-models.ts'

/** Everything the workers need, verified and logged with its digest. */
export async function prepareModels(modelFolder: string, log: (line: string) => void): Promise<ModelFiles> {
  const bundled = await prepareBundledModels(modelFolder, log)
  for (const [name, { sha256 }] of Object.entries(bundled)) log(`model ${name} ready, sha256 ${sha256}`)
  return { bundled, presentationAttack: [] }
}
