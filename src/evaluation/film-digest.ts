import { createHash, hash } from 'node:crypto'
import { picturesOf, readPicture } from './picture-files.ts'

export interface DigestedFilm {
  readonly pictures: readonly string[]
  /** SHA-256 over the digests of the files, hex: the same film in another folder is the same. */
  readonly digest: string
}

export async function digestFilm(source: string): Promise<DigestedFilm> {
  const pictures = await picturesOf(source)
  const all = createHash('sha256')
  for (const path of pictures) all.update(hash('sha256', await readPicture(path), 'buffer'))
  return { pictures, digest: all.digest('hex') }
}
