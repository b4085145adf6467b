import { BUNDLED_MODELS } from './models/bundled-models.ts'
import type { VerifiedModel } from './models/installed-models.ts'
import { type Model, openModel } from './open-model.ts'
import type { PresentationAttackModel } from './presentation-attack.ts'

export interface VisionModels {
  readonly detector: Model
  readonly mesh: Model
  readonly iris: Model
  readonly description: Model
  readonly presentationAttack: readonly PresentationAttackModel[]
}

/** Opens the bundled models, and the presentation-attack models given. */
export async function openVisionModels(installed: readonly VerifiedModel[] = []): Promise<VisionModels> {
  const [detector, mesh, iris, description, ...presentationAttack] = await Promise.all([
    openModel(BUNDLED_MODELS.blazeface.path),
    openModel(BUNDLED_MODELS.facemesh.path),
    openModel(BUNDLED_MODELS.iris.path),
    openModel(BUNDLED_MODELS.faceres.path),
    ...installed.map(async ({ path, entry }) => ({ ...entry, model: await openModel(path) })),
  ])
  return { detector, mesh, iris, description, presentationAttack }
}
