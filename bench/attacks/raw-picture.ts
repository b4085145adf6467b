import sharp from 'sharp'
import type { Picture } from '../../src/vision/decode-picture.ts'

/** Red, green, blue, row by row. */
export interface RawPicture {
  readonly pixels: Buffer
  readonly width: number
  readonly height: number
}

const rawOf = ({ width, height }: RawPicture) => ({ raw: { width, height, channels: 3 } }) as const

export const sharpOf = (picture: RawPicture) => sharp(picture.pixels, rawOf(picture))

/** A file or what another made of a picture, decoded. */
export async function readRaw(input: Uint8Array | string): Promise<RawPicture> {
  const { data, info } = await sharp(input)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

/** As the vision code takes it, without encoding it first. */
export const asDecoded = ({ pixels, width, height }: RawPicture): Picture => ({
  ...{ widthPixels: width, heightPixels: height, columns: width, rows: height },
  ...{ pixels, digest: '' },
})

/** A mix of two pictures of one size: `share` of the second. */
export function dissolve(first: RawPicture, second: RawPicture, share: number): RawPicture {
  const pixels = Buffer.alloc(first.pixels.length)
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = first.pixels[at]! * (1 - share) + second.pixels[at]! * share + 0.5
  return { ...first, pixels }
}

/** The picture moved by whole pixels; its edges are repeated. */
export function shifted({ pixels, width, height }: RawPicture, right: number, down: number): RawPicture {
  const moved = Buffer.alloc(pixels.length)
  const within = (value: number, limit: number) => Math.max(0, Math.min(limit - 1, value))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (within(y - down, height) * width + within(x - right, width)) * 3
      pixels.copy(moved, (y * width + x) * 3, from, from + 3)
    }
  return { pixels: moved, width, height }
}
