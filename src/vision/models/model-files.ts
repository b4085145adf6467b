import type { BundledModelName } from './bundled-models.ts'
import type { ModelFile } from './prepare-bundled-models.ts'

/** A presentation-attack model that an operator installed, verified. */
export interface PresentationAttackFile extends ModelFile {
  readonly name: string
  readonly side: number
  readonly cropScale: number
  readonly bonaFideIndex: number
}

/** The models to run, as plain values that a worker can be given. */
export interface ModelFiles {
  readonly bundled: Readonly<Record<BundledModelName, ModelFile>>
  readonly presentationAttack: readonly PresentationAttackFile[]
}
