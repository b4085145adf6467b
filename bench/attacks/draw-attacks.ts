import { hash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addGrain } from '../../examples/camera-grain.ts'
import { FRAMES_PER_SECOND } from './clip-frames.ts'
import type { AttackFilm, AttackPresentation } from './presentations.ts'
import { sharpOf } from './raw-picture.ts'

/** Standard deviation of each channel, 0..255: every picture passes a camera. */
const NOISE = 1.5
const JPEG_QUALITY = 85

/**
 * Draws all films of presentations into a folder, and writes its dataset.json. The same presentations give the same
 * bytes. Returns how many pictures there are.
 */
export async function drawAttacks(
  folder: string,
  presentations: readonly AttackPresentation[],
  drawn: (films: number, of: number) => void,
): Promise<number> {
  const films = new Map<string, AttackFilm>()
  const noted = (film: AttackFilm) => {
    films.set(film.frames, film)
    return { frames: film.frames, frames_per_second: FRAMES_PER_SECOND }
  }
  const written = presentations.map(({ clips, film, ...rest }) => ({
    ...rest,
    ...(clips && { clips: Object.fromEntries(Object.entries(clips).map(([name, clip]) => [name, noted(clip)])) }),
    ...(film && { film: noted(film) }),
  }))
  let pictures = 0
  let done = 0
  for (const film of films.values()) {
    pictures += await drawFilm(folder, film)
    drawn(++done, films.size)
  }
  const dataSet = { name: 'attacks by drawn people', presentations: written }
  await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(dataSet, null, 1)}\n`)
  return pictures
}

async function drawFilm(folder: string, { frames, make, jpegQuality = JPEG_QUALITY }: AttackFilm): Promise<number> {
  const path = join(folder, frames)
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { recursive: true })
  const pictures = await make()
  const seed = Number.parseInt(hash('sha256', frames, 'hex').slice(0, 6), 16)
  await Promise.all(
    pictures.map(async (picture, index) => {
      const pixels = Buffer.from(picture.pixels)
      addGrain(pixels, NOISE, seed + index)
      const jpeg = await sharpOf({ ...picture, pixels })
        .jpeg({ quality: jpegQuality })
        .toBuffer()
      await writeFile(join(path, `${String(index).padStart(3, '0')}.jpg`), jpeg)
    }),
  )
  return pictures.length
}
