import sharp, { type Sharp } from 'sharp'
import { addGrain } from '../examples/camera-grain.ts'

type Encode = (picture: Sharp, width: number, height: number) => Sharp | Promise<Sharp>

/** What an attacker may do to each picture of a film before it is sent again. */
export const encodings: Readonly<Record<string, Encode>> = {
  'as it was, one pixel changed': async (picture) => {
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    data[0] = data[0]! ^ 1
    return sharp(data, { raw: info }).jpeg({ quality: 100 })
  },
  'JPEG 85': (picture) => picture.jpeg({ quality: 85 }),
  'JPEG 40': (picture) => picture.jpeg({ quality: 40 }),
  '320×240 and back': async (picture, width, height) => {
    const small = await picture.resize(320, 240, { fit: 'fill' }).jpeg().toBuffer()
    return sharp(small).resize(width, height, { fit: 'fill' }).jpeg()
  },
  'larger by a third': (picture, width) => picture.resize(Math.round(width * 1.33)).jpeg(),
  'lying, with EXIF': (picture) => picture.rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 85 }),
  'brighter by 10 %': (picture) => picture.linear(1.1).jpeg({ quality: 85 }),
  'cropped by 3 %': (picture, width, height) => {
    const [left, top] = [Math.round(width * 0.03), Math.round(height * 0.02)]
    const cut = picture.extract({ left, top, width: width - 2 * left, height: height - 2 * left })
    return cut.resize(width, height, { fit: 'fill' }).jpeg({ quality: 85 })
  },
  'with fresh grain': async (picture) => {
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    addGrain(data, 3, Math.floor(Math.random() * 1e9))
    return sharp(data, { raw: info }).jpeg({ quality: 85 })
  },
  'rolled by 2°': (picture, width, height) =>
    picture.rotate(2).resize(width, height, { fit: 'cover' }).jpeg({ quality: 85 }),
  mirrored: (picture) => picture.flop().jpeg({ quality: 85 }),
}

/** One picture, encoded anew. */
export async function reencode(name: string, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = await sharp(bytes).metadata()
  const encoded = await encodings[name]!(sharp(bytes), width, height)
  return new Uint8Array(await encoded.toBuffer())
}
