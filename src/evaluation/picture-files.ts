import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FRAMES_MAX } from './data-set.ts'

const PICTURE = /\.(jpe?g|png|webp)$/i
/** A larger file is no frame of a film. */
const PICTURE_BYTES_MAX = 16 * 1024 * 1024

export const isPicture = (name: string): boolean => PICTURE.test(name)

/** The pictures of a folder as absolute paths, in the order of their names; throws where there are none or too many. */
export async function listPictures(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the folder ${folder} cannot be read (${error.code})`)
  })
  const pictures = names.filter(isPicture).sort()
  if (pictures.length === 0) throw new Error(`the folder ${folder} holds no picture (.jpg, .jpeg, .png or .webp)`)
  if (pictures.length > FRAMES_MAX)
    throw new Error(`the folder ${folder} holds ${pictures.length} pictures; a film has ${FRAMES_MAX} at most`)
  return pictures.map((name) => join(folder, name))
}

/** A folder's pictures, or the one picture that the path names. */
export async function picturesOf(source: string): Promise<string[]> {
  return isPicture(source) && (await stat(source)).isFile() ? [source] : listPictures(source)
}

export async function readPicture(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await stat(path)
  if (size > PICTURE_BYTES_MAX) throw new Error(`${path} has ${size} bytes; a picture has ${PICTURE_BYTES_MAX} at most`)
  return new Uint8Array(await readFile(path))
}
