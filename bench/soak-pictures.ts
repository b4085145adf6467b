import sharp from 'sharp'
import { drawSubject } from '../examples/drawn-subject.ts'

export interface SoakPicture {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where the face is. */
  readonly crop: { readonly centerX: number; readonly centerY: number; readonly size: number; readonly rollDegrees: 0 }
}

/** Those that are measured quickly come most often, because it is the number of pictures that counts. */
const SIZES: readonly { width: number; ratio: number; times: number }[] = [
  ...[320, 328, 336, 352, 360, 368, 384, 400, 416, 432, 448, 464, 480, 512].map((width) => size(width, 3 / 4, 4)),
  ...[240, 288, 300, 360].map((width) => size(width, 4 / 3, 4)),
  ...[640, 1280, 1920].map((width) => size(width, 9 / 16, 1)),
]

/** A drawn person in pictures of two dozen sizes as JPEG, some of them as PNG and WebP; some are repeated. */
export async function drawSoakPictures(): Promise<SoakPicture[]> {
  const drawn = await drawSubject({ furnished: true })
  const pictures = SIZES.map(async ({ width, ratio, times }, i) => {
    const height = Math.round(width * ratio)
    const format = i % 4 === 1 ? 'png' : i % 4 === 3 ? 'webp' : 'jpeg'
    const bytes = new Uint8Array(await sharp(drawn).resize(width, height).toFormat(format).toBuffer())
    const side = Math.min(width, height)
    const crop = { centerX: width / 2, centerY: height / 2, size: 0.8 * side, rollDegrees: 0 as const }
    return Array<SoakPicture>(times).fill({ bytes, crop })
  })
  return (await Promise.all(pictures)).flat()
}

function size(width: number, ratio: number, times: number) {
  return { width, ratio, times }
}
