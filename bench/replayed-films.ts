/**
 * How far films of real people are recognized when they are sent again, and how often a second take is taken for the
 * first: `npm run -s node bench/replayed-films.ts <folder> [film …]`, for a folder that holds a folder of pictures for
 * each film, ten a second. What a session notes and compares is played without a server: every frame is of an attempt.
 * Takes of one film lie apart by a second at least; nobody has stood up between them, so they are harder than a second
 * visit.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clopperPearson } from '../src/evaluation/clopper-pearson.ts'
import { type EarlierSessions, isRecognized, trackEarlierSessions } from '../src/liveness/decision/earlier-sessions.ts'
import { postureCells } from '../src/liveness/decision/posture.ts'
import { observePicture } from '../src/vision/observe-picture.ts'
import { openVisionModels } from '../src/vision/open-vision-models.ts'
import { roundNumbers } from '../src/vision/round-numbers.ts'
import { encodings, reencode } from './reencode.ts'

type Cells = ReturnType<typeof postureCells>

const FRAME_MS = 100
const NOTED_EVERY = 2
const APART = 10

const [folder = '.', ...chosen] = process.argv.slice(2)
const films = chosen.length > 0 ? chosen : globSync('*/', { cwd: folder }).sort()
const models = await openVisionModels()

/** Every `skip` + 1 frames the face is searched where it was: a replay seldom sends the very frames of the film. */
async function observe(film: string, encode: (bytes: Uint8Array) => Promise<Uint8Array>, skip = 0): Promise<Cells[]> {
  const crops: (Parameters<typeof observePicture>[1]['crop'] | null)[] = []
  const cells: Cells[] = []
  for (const file of globSync('*.jpg', { cwd: join(folder, film) }).sort()) {
    const bytes = await encode(readFileSync(join(folder, film, file)))
    const crop = crops.at(-1 - skip) ?? null
    const measures = { detect: false, describe: false, presentationAttack: false }
    const { face } = roundNumbers(await observePicture(models, { bytes, crop, ...measures }))
    crops.push(face?.crop ?? null)
    cells.push(face && postureCells(face))
  }
  return cells
}

function recognizes(earlier: readonly Cells[], later: readonly Cells[]): { recognized: boolean; followed: number } {
  const noted = new Map<string, number>()
  for (const [index, cells] of earlier.entries())
    if (cells && index % NOTED_EVERY === 0) noted.set(cells[0].join(), noted.get(cells[0].join()) ?? index * FRAME_MS)
  let sessions: EarlierSessions = []
  for (const [index, cells] of later.entries()) {
    const times = (cells ?? []).flatMap((cell) => noted.get(cell.join()) ?? [])
    const alike = times.map((atMs) => ({ sessionId: 'earlier', atMs }))
    sessions = trackEarlierSessions(sessions, alike, index * FRAME_MS)
  }
  return { recognized: isRecognized(sessions), followed: sessions[0]?.followed.length ?? 0 }
}

const share = (values: readonly boolean[]) => {
  const count = values.filter(Boolean).length
  const [low, high] = clopperPearson(count, values.length).map((bound) => (100 * bound).toFixed(1))
  return `${count} of ${values.length} (${low}–${high} %)`
}

const plain = new Map<string, Cells[]>()
for (const film of films) plain.set(film, await observe(film, async (bytes) => bytes))

console.log('sent again | 4 s of a film recognized | 8 s of a film')
const copies = { ...encodings, 'as it was, other frames before': null }
for (const [name, encoding] of Object.entries(copies)) {
  const found: Record<number, boolean[]> = { 40: [], 80: [] }
  for (const [film, cells] of plain) {
    const again = await observe(
      film,
      (bytes) => (encoding ? reencode(name, bytes) : Promise.resolve(bytes)),
      encoding ? 0 : 1,
    )
    for (const frames of [40, 80])
      for (let from = 0; from + frames <= cells.length; from += 20)
        found[frames]!.push(recognizes(cells.slice(from, from + frames), again.slice(from, from + frames)).recognized)
  }
  console.log(
    [name, ...[40, 80].map((frames) => (found[frames]!.length > 0 ? share(found[frames]!) : '–'))].join(' | '),
  )
}

console.log('\nframes of a take | pairs of takes of one film recognized | most that followed | films with such a pair')
for (const frames of [20, 30, 40, 54]) {
  const pairs: { film: string; recognized: boolean; followed: number }[] = []
  for (const [film, cells] of plain)
    for (let a = 0; a + frames <= cells.length; a += 5)
      for (let b = 0; b + frames <= cells.length; b += 5)
        if (Math.abs(a - b) >= frames + APART)
          pairs.push({ film, ...recognizes(cells.slice(a, a + frames), cells.slice(b, b + frames)) })
  const among = [...new Set(pairs.map(({ film }) => film))]
  const hit = among.map((film) => pairs.some((pair) => pair.film === film && pair.recognized))
  const most = Math.max(0, ...pairs.map(({ followed }) => followed))
  console.log([frames, share(pairs.map(({ recognized }) => recognized)), most, share(hit)].join(' | '))
}

const strangers = films.flatMap((a) =>
  films.filter((b) => b !== a).map((b) => recognizes(plain.get(a)!, plain.get(b)!)),
)
if (strangers.length > 0) console.log(`\ntwo people: ${share(strangers.map(({ recognized }) => recognized))}`)
process.exit(0)
