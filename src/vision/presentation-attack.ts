import type { Picture } from './decode-picture.ts'
import type { Box } from './observation.ts'
import type { Model } from './open-model.ts'
import { type Region, sampleRegion } from './sample-region.ts'

/** A presentation-attack model and what input it takes. */
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

/**
 * The box enlarged as far as the picture allows, shifted to stay inside it, on whole pixels: as the code that the
 * models were trained with cuts it (minivision-ai/Silent-Face-Anti-Spoofing, generate_patches.py).
 */
function regionAround(box: Box, cropScale: number, picture: Pick<Picture, 'widthPixels' | 'heightPixels'>): Region {
  const lastX = picture.widthPixels - 1
  const lastY = picture.heightPixels - 1
  const scale = Math.min(cropScale, lastX / Math.trunc(box.width), lastY / Math.trunc(box.height))
  const [left, right] = within(Math.trunc(box.x), Math.trunc(box.width), scale, lastX)
  const [top, bottom] = within(Math.trunc(box.y), Math.trunc(box.height), scale, lastY)
  return {
    centerX: (left + right + 1) / 2,
    centerY: (top + bottom + 1) / 2,
    width: right + 1 - left,
    height: bottom + 1 - top,
    rollDegrees: 0,
    mirrored: false,
  }
}

/** First and last pixel of a side enlarged about its middle. */
function within(start: number, size: number, scale: number, last: number): [number, number] {
  const reach = (size * scale) / 2
  const shift = Math.max(0, reach - (start + size / 2)) - Math.max(0, start + size / 2 + reach - last)
  return [Math.trunc(start + size / 2 - reach + shift), Math.trunc(start + size / 2 + reach + shift)]
}

function softmax(logits: Float32Array, index: number): number {
  const highest = Math.max(...logits)
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest))
  return powers[index]! / powers.reduce((sum, power) => sum + power, 0)
}
