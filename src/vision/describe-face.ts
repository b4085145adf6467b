import type { Picture } from './decode-picture.ts'
import type { FaceCrop } from './observation.ts'
import type { Model } from './open-model.ts'
import { sampleRegion, squareRegion } from './sample-region.ts'

const FORMAT = { side: 224, scale: 1, shift: 0, planes: 'rgb' } as const

/**
 * 1024 numbers ≥ 0 that describe whose face is in the crop, to four decimals. For continuity within a session, not to
 * identify.
 */
export async function describeFace(model: Model, picture: Picture, crop: FaceCrop): Promise<number[]> {
  sampleRegion(picture, squareRegion(crop), FORMAT, model.input)
  const { description } = await model.run()
  return Array.from(description!, (value) => Math.round(value * 10_000) / 10_000)
}
