import { installedModels } from './installed-models.ts'
import type { ModelFiles } from './model-files.ts'
import { prepareBundledModels } from './prepare-bundled-models.ts'

/**
 * Everything the workers need, verified and logged with its digest. Throws when an installed model is damaged: a server that
 * quietly measured less than its operator asked for would be worse than one that does not start.
 */
export async function prepareModels(modelFolder: string, log: (line: string) => void): Promise<ModelFiles> {
  const bundled = await prepareBundledModels(modelFolder, log)
  const installed = (await installedModels(modelFolder)).map((model) => {
    if (model.state === 'verified') return { ...model.entry, path: model.path }
    const { name, state, problem } = model
    throw new Error(
      `The installed model ${name} is ${state}: run "liveness models add" again, or "liveness models remove ${name}" (${problem}).`,
    )
  })
  for (const [name, { sha256 }] of Object.entries(bundled)) log(`model ${name} (bundled) verified, sha256 ${sha256}`)
  for (const { name, sha256 } of installed) log(`model ${name} (installed) verified, sha256 ${sha256}`)
  if (installed.length === 0)
    log(
      'no presentation-attack model is installed, so a picture alone decides nothing: "liveness models add minifasnet" adds one',
    )
  return {
    bundled,
    presentationAttack: installed.map(({ name, path, sha256, side, cropScale, bonaFideIndex }) => ({
      name,
      path,
      sha256,
      side,
      cropScale,
      bonaFideIndex,
    })),
  }
}
