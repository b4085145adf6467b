import { BUNDLED_MODELS } from './bundled-models.ts'
import { digestOf } from './digest.ts'
import { installedModels, type VerifiedModel } from './installed-models.ts'
import { offerModels } from './offer-models.ts'

/**
 * Compares every model with its pinned digest and logs it; returns the installed ones. Throws when one is damaged: a
 * server that measured less than its operator asked for, without a word, would be worse than one that does not start.
 */
export async function verifyModels(modelFolder: string, log: (line: string) => void): Promise<VerifiedModel[]> {
  for (const [name, { path, sha256 }] of Object.entries(BUNDLED_MODELS)) {
    const digest = await digestOf(path)
    if (digest !== sha256)
      throw new Error(
        `The bundled model ${name} is ${digest === null ? 'missing' : 'damaged'}: install this release again ` +
          `(the sha256 of ${path} should be ${sha256}).`,
      )
    log(`model ${name} (bundled) verified, sha256 ${sha256}`)
  }
  const installed = (await installedModels(modelFolder)).map((model) => {
    if (model.state === 'verified') return model
    const { name, state, problem } = model
    throw new Error(
      `The installed model ${name} is ${state}: run "liveness models add" again, ` +
        `or "liveness models remove ${name}" (${problem}).`,
    )
  })
  for (const { name, entry } of installed) log(`model ${name} (installed) verified, sha256 ${entry.sha256}`)
  if (installed.length === 0) log(offerModels())
  return installed
}
