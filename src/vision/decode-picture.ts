import { createHash } from 'node:crypto'
import sharp, { type Metadata } from 'sharp'
import { pictureFormat } from './picture-format.ts'
import { isVisionError, visionError } from './vision-error.ts'

/** A decoded picture, upright. Positions everywhere are in its full size; the pixels may be fewer. */
export interface Picture {
  readonly widthPixels: number
  readonly heightPixels: number
  /** SHA-256 of the decoded pixels and their size, hex: the same whatever else is in the file. */
  readonly digest: string
  /** Red, green, blue, row by row, `columns × rows × 3` bytes. */
  readonly pixels: Uint8Array
  readonly columns: number
  readonly rows: number
}

export interface DecodeLimits {
  /** A picture of more is refused before a pixel of it is decoded. */
  readonly pixelsMax: number
  /** The same for either side, 16,384 unless given. */
  readonly sideMax?: number
  /**
   * Larger pictures are decoded at a half, a quarter or an eighth where that is faster, keeping at least this much on
   * their longer side.
   */
  readonly longSideEnough: number
}

export const PICTURE_PIXELS_MAX = 40_000_000
/** A decoder holds some rows as a whole: of five million pixels each they would take gigabytes. */
const SIDE_PIXELS_MAX = 16_384
/**
 * Of a picture that is decoded as a whole before it can be shrunk, at up to 10 bytes a pixel. The 4032 × 3024 pixels
 * of a phone fit.
 */
const WHOLE_PICTURE_PIXELS_MAX = 12_500_000
/** Below, a decode at a half takes longer than a whole one (docs/decisions/0023). */
const HALVED_PIXELS_MIN = 10_000_000
const DECODE_SECONDS_MAX = 2

sharp.cache(false)
sharp.concurrency(1)

/** Throws `bad_image` or `unsupported_media_type`. */
export async function decodePicture(bytes: Uint8Array, limits: DecodeLimits): Promise<Picture> {
  const format = pictureFormat(bytes)
  try {
    // Canvas and phones embed a color profile; applying it takes four times the decode and changes no measurement.
    const input = sharp(bytes, { limitInputPixels: false, failOn: 'error', ignoreIcc: true })
    const metadata = await input.metadata()
    const { width, height } = metadata.autoOrient
    if (metadata.format !== format) throw visionError('bad_image', 'The picture cannot be read.')
    if ((metadata.pages ?? 1) > 1) throw visionError('bad_image', 'The picture is an animation; send a single picture.')
    requireAcceptedSize(metadata, limits)
    const divisor = shrinkBy(width, height, limits.longSideEnough)
    const upright = input.autoOrient().timeout({ seconds: DECODE_SECONDS_MAX })
    const shrunk =
      divisor === 1
        ? upright
        : upright.resize(Math.ceil(width / divisor), Math.ceil(height / divisor), { fit: 'fill', kernel: 'linear' })
    const { data, info } = await shrunk.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw visionError('bad_image', 'The picture has no red, green and blue.')
    const digest = createHash('sha256').update(`${info.width} ${info.height} `).update(data).digest('hex')
    return { widthPixels: width, heightPixels: height, digest, pixels: data, columns: info.width, rows: info.height }
  } catch (error) {
    if (isVisionError(error)) throw error
    if (/^timeout: /.test((error as Error).message))
      throw visionError(
        'bad_image',
        `The picture took longer than ${DECODE_SECONDS_MAX} s to decode; send a smaller one.`,
      )
    throw visionError('bad_image', 'The picture is damaged or incomplete.')
  }
}

/**
 * Frees a picture, encoded or decoded, at once. The garbage collector would leave some seventy decoded frames a worker
 * in memory, and thousands of encoded ones, because it hardly counts what is outside its heap.
 */
export function releaseBytes({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** By the header alone: nothing of the picture is decoded yet. */
function requireAcceptedSize({ autoOrient, isProgressive, depth }: Metadata, limits: DecodeLimits): void {
  const { pixelsMax, sideMax = SIDE_PIXELS_MAX } = limits
  const { width, height } = autoOrient
  const has = `The picture has ${width} × ${height} pixels; at most`
  if (!(Math.max(width, height) <= sideMax))
    throw visionError('bad_image', `${has} ${sideMax} on each side are accepted.`)
  const wholeMax = isProgressive || depth !== 'uchar' ? Math.min(pixelsMax, WHOLE_PICTURE_PIXELS_MAX) : pixelsMax
  if (width * height <= wholeMax) return
  const ofSuch = wholeMax < pixelsMax ? ' of one that is progressive, interlaced or has 16 bits a color' : ''
  throw visionError('bad_image', `${has} ${wholeMax} in all are accepted${ofSuch}.`)
}

function shrinkBy(width: number, height: number, enough: number): number {
  const divisors = width * height < HALVED_PIXELS_MIN ? [8, 4] : [8, 4, 2]
  return divisors.find((divisor) => Math.max(width, height) / divisor >= enough) ?? 1
}
