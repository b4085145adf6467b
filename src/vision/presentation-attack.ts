import type { Picture } from './decode-picture.ts'
import type { Box } from './observation.ts'
import type { Model } from './open-model.ts'
import { type Region, sampleRegion } from './sample-region.ts'

/** A presentation-attack model and what it wants to be shown. */
export interface PresentationAttackModel {
  readonly name: string
  readonly model: Model
  /** Pixels of a side of its square input. */
  readonly side: number
  /** The crop's size over the face box. */
  readonly cropScale: number
  /** Which output is the bona fide class. */
  readonly bonaFideIndex: number
}

/** Bona fide probability, 0..1: the mean over the models, null when there is none. */
export async function bonaFideScore(
  models: readonly PresentationAttackModel[],
  picture: Picture,
  box: Box,
): Promise<number | null> {
  if (models.length === 0) return null
  let sum = 0
  for (const { model, side, cropScale, bonaFideIndex } of models) {
    sampleRegion(
      picture,
      regionAround(box, cropScale, picture),
      { side, scale: 1, shift: 0, planes: 'bgr' },
      model.input,
    )
    const [logits] = Object.values(await model.run())
    sum += softmax(logits!, bonaFideIndex)
  }
  return sum / models.length
}

/** The box enlarged as far as the picture allows, shifted to stay inside it, as the models were trained. */
export function regionAround(
  box: Box,
  cropScale: number,
  picture: Pick<Picture, 'widthPixels' | 'heightPixels'>,
): Region {
  const { widthPixels, heightPixels } = picture
  const scale = Math.min(cropScale, (widthPixels - 1) / box.width, (heightPixels - 1) / box.height)
  const width = box.width * scale
  const height = box.height * scale
  const inside = (center: number, size: number, room: number): number =>
    Math.min(Math.max(center, size / 2), room - size / 2)
  return {
    centerX: inside(box.x + box.width / 2, width, widthPixels),
    centerY: inside(box.y + box.height / 2, height, heightPixels),
    width,
    height,
    rollDegrees: 0,
    mirrored: false,
  }
}

function softmax(logits: Float32Array, index: number): number {
  const highest = Math.max(...logits)
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest))
  return powers[index]! / powers.reduce((sum, power) => sum + power, 0)
}
