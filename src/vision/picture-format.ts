import { visionError } from './vision-error.ts'

export type PictureFormat = 'jpeg' | 'png' | 'webp'

/**
 * The format by the first bytes, so that no other decoder is ever tried, whatever the picture is called.
 * Throws `unsupported_media_type` for a picture of another kind, `bad_image` for anything else.
 */
export function pictureFormat(bytes: Uint8Array): PictureFormat {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)).toString('latin1')
  for (const [format, pattern] of ACCEPTED) if (pattern.test(head)) return format
  for (const [format, pattern] of OTHERS)
    if (pattern.test(head))
      throw visionError('unsupported_media_type', `The picture is ${format}; send JPEG, PNG or WebP.`)
  throw visionError(
    'bad_image',
    bytes.byteLength === 0 ? 'The picture is empty.' : 'This is not a JPEG, PNG or WebP picture.',
  )
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: file signatures hold control characters.
const ACCEPTED: readonly (readonly [PictureFormat, RegExp])[] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['webp', /^RIFF.{4}WEBP/s],
]

const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['GIF', /^GIF8/],
  ['TIFF', /^(?:II\*\x00|MM\x00\*)/],
  ['BMP', /^BM.{8}/s],
  ['HEIC or AVIF', /^.{4}ftyp/s],
  ['JPEG XL', /^(?:\xff\x0a|\x00\x00\x00\x0cJXL )/],
  ['SVG', /^\s*<(?:svg|\?xml)/],
]
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: file signatures hold control characters.
