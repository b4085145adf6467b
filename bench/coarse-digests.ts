/**
 * Says how far the coarse digest tells near copies from other pictures: `npm run -s node bench/coarse-digests.ts
 * <folder>`, for a folder that holds a folder of JPEGs for each film of a person. Two halves of a film stand for two
 * sessions of one person.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { coarseDigest } from '../src/vision/coarse-digest.ts'
import { decodePicture } from '../src/vision/decode-picture.ts'

const [folder = '.'] = process.argv.slice(2)
const DISTANCES = [0, 2, 4, 8]

const digestOf = async (bytes: Uint8Array): Promise<bigint> =>
  BigInt(`0x${coarseDigest(await decodePicture(bytes, { pixelsMax: 1e7, longSideEnough: 640 }))}`)

const films: { frames: bigint[]; copies: bigint[]; smaller: bigint[] }[] = []
for (const film of globSync('*/', { cwd: folder }).sort()) {
  const files = globSync('**/*.jpg', { cwd: join(folder, film) }).sort()
  const [frames, copies, smaller]: [bigint[], bigint[], bigint[]] = [[], [], []]
  for (const file of files) {
    const bytes = readFileSync(join(folder, film, file))
    frames.push(await digestOf(bytes))
    copies.push(await digestOf(await sharp(bytes).jpeg({ quality: 60 }).toBuffer()))
    smaller.push(await digestOf(await sharp(bytes).resize(360).jpeg({ quality: 70 }).toBuffer()))
  }
  if (frames.length > 0) films.push({ frames, copies, smaller })
}

const all = films.flatMap(({ frames }) => frames)
console.log(`${films.length} films, ${all.length} frames`)
for (const distance of DISTANCES) {
  const near = (a: bigint, others: readonly bigint[]) => others.some((b) => bitsApart(a, b) <= distance)
  const shares = {
    'encoded anew': share(films.flatMap((f) => f.copies.map((copy, i) => near(copy, [f.frames[i]!])))),
    smaller: share(films.flatMap((f) => f.smaller.map((copy, i) => near(copy, [f.frames[i]!])))),
    'the same person, other half': share(
      films.flatMap(({ frames }) => {
        const half = Math.floor(frames.length / 2)
        return frames.slice(half).map((frame) => near(frame, frames.slice(0, half)))
      }),
    ),
    'people of whom some frame is': share(
      films.map(({ frames }) => {
        const half = Math.floor(frames.length / 2)
        return frames.slice(half).some((frame) => near(frame, frames.slice(0, half)))
      }),
    ),
    'another person': share(
      films.flatMap(({ frames }, i) => {
        const others = films.flatMap((film, j) => (i === j ? [] : film.frames))
        return frames.map((frame) => near(frame, others))
      }),
    ),
  }
  console.log(`at most ${distance} bits apart:`, shares)
}

function bitsApart(a: bigint, b: bigint): number {
  return (a ^ b).toString(2).replaceAll('0', '').length
}

function share(values: readonly boolean[]): string {
  return `${((100 * values.filter(Boolean).length) / values.length).toFixed(1)} %`
}
