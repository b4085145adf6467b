/**
 * Makes a data set of honest people under every condition that has been troublesome:
 *
 *   npm run conditions -- <folder> [condition …]
 *
 * The people are the drawn ones of examples/drawn-subject.ts and, where they are beside the checkout, the rendered
 * heads of ../shared/fixtures. Written are dataset.json, as `liveness evaluate` reads it, and a folder of pictures for
 * each condition, person and action; what a condition does not change is shared. "Light at 50 %" halves the values of
 * the picture, before the camera's noise is added: a fifth of the light.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { type StepAction, stepActions } from '../src/liveness/decision/challenge.ts'
import { openVisionModels } from '../src/vision/open-vision-models.ts'
import { record } from '../test/liveness/cameras.ts'
import { type Clip, conditionPeople, cutShort, HEIGHT, type Shot, WIDTH } from './condition-clips.ts'
import {
  around,
  clearGlassesWithGlare,
  darkGlasses,
  fringe,
  type Head,
  headScarf,
  headSquare,
  type Overlay,
  passerBy,
  poster,
  surgicalMask,
} from './face-overlays.ts'

interface Condition {
  /** What each channel's values (0..255) are multiplied by, from −1 at the picture's left side of the face to 1. */
  readonly gain?: (across: number) => readonly [number, number, number]
  readonly overlay?: Overlay
  /** Standard deviation of a Gaussian, pixels. */
  readonly blur?: number
  readonly size?: readonly [number, number]
  /** Standard deviation, added after everything that the light and the lens do. */
  readonly noise?: number
  readonly jpegQuality?: number
  /** Changes the shots of a clip. */
  readonly cut?: (clip: Clip, framesPerSecond: number) => readonly Shot[]
  /** The only actions whose pictures differ from the plain ones; all unless told. */
  readonly only?: readonly StepAction[]
  /** Fields of the presentation besides. */
  readonly fields?: { readonly frames_per_second?: number; readonly habits?: readonly string[] }
}

const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const
const PLAIN_NOISE = 3
const REST_SECONDS = 10
const MODEST = 0.6

const dimmed = (share: number) => () => [share, share, share] as const
/** All light from the picture's left; what reaches the other cheek is a twentieth of it. */
const oneSided = (across: number) => {
  const light = (0.05 + 1 / (1 + Math.exp(4 * across))) ** (1 / 2.2)
  return [light, light, light] as const
}
/** As long as it takes for somebody to pass while the person rests. */
const restLonger: Condition['cut'] = ({ shots }, framesPerSecond) =>
  Array.from({ length: REST_SECONDS * framesPerSecond }, (_, index) => {
    const swing = index % (2 * shots.length - 2)
    return shots[swing < shots.length ? swing : 2 * shots.length - 2 - swing]!
  })

const samePictures: Condition = { only: [] }
const conditions: Readonly<Record<string, Condition>> = {
  plain: {},
  'light at 75 %': { gain: dimmed(0.75) },
  'light at 50 %': { gain: dimmed(0.5) },
  'light at 35 %': { gain: dimmed(0.35) },
  'light at 25 %': { gain: dimmed(0.25) },
  'light at 125 %': { gain: dimmed(1.25) },
  'light from one side': { gain: oneSided },
  'warm light': { gain: () => [1.08, 0.86, 0.55] },
  'mild blur': { blur: 1.2 },
  'strong blur': { blur: 2.5 },
  'JPEG 50': { jpegQuality: 50 },
  '320×240': { size: [320, 240] },
  '1280×720': { size: [1280, 720] },
  noise: { noise: 10 },
  'glasses with glare': { overlay: clearGlassesWithGlare },
  'dark glasses': { overlay: darkGlasses },
  fringe: { overlay: fringe },
  'surgical mask': { overlay: surgicalMask },
  headscarf: { overlay: headScarf },
  'poster on the wall': { overlay: poster },
  'somebody passes at rest': { overlay: passerBy(1), cut: restLonger, only: ['look_straight'] },
  'somebody passes in a turn': { overlay: passerBy(0.2), only: ['turn_left', 'turn_right'] },
  'movements six tenths as far': {
    cut: ({ shots }) => cutShort(shots, MODEST),
    only: ['turn_left', 'turn_right', 'look_up', 'smile', 'open_mouth'],
  },
  '15 frames a second': { ...samePictures, fields: { frames_per_second: 15 } },
  '5 frames a second': { ...samePictures, fields: { frames_per_second: 5 } },
  '3 frames a second': { ...samePictures, fields: { frames_per_second: 3 } },
  '2 frames a second': { ...samePictures, fields: { frames_per_second: 2 } },
  'glances aside': { ...samePictures, fields: { habits: ['glances'] } },
  'one wrong movement': { ...samePictures, fields: { habits: ['one_wrong_movement'] } },
  talks: { ...samePictures, fields: { habits: ['talks'] } },
}

const [folder, ...chosen] = process.argv.slice(2)
const unknown = chosen.filter((name) => !Object.hasOwn(conditions, name))
if (folder === undefined || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no condition "${name}".`)
  console.error(
    `usage: npm run conditions -- <folder> [condition …]\n\nconditions: ${Object.keys(conditions).join(', ')}`,
  )
  process.exit(2)
}
const wanted = Object.entries(conditions).filter(([name]) => chosen.length === 0 || chosen.includes(name))

const models = await openVisionModels()
const heads = new Map<string, Head>()
const presentations: unknown[] = []
const known = new Set<string>()
let written = 0
for (const { name, clips } of conditionPeople) {
  const [rest] = await clips(models, ['look_straight'])
  heads.set(name, await headOf(rest!.shots[0]!))
}
for (const [index, { name, skin, framesPerSecond, clips }] of conditionPeople.entries()) {
  const other = heads.get(conditionPeople[(index + 1) % conditionPeople.length]!.name)!
  const made = await clips(models, stepActions)
  for (const [condition, how] of wanted) {
    const entries: [string, unknown][] = []
    for (const clip of made) {
      const changed = how.only?.includes(clip.action) ?? true
      const frames = `${(changed ? condition : 'plain').replaceAll(/\W+/g, '-').replace(/-$/, '')}/${name}/${clip.action}`
      await writeClip(frames, clip, changed ? how : {}, framesPerSecond, other)
      entries.push([clip.action, { frames, frames_per_second: framesPerSecond }])
    }
    presentations.push({
      ...{ id: `${name}, ${condition}`, subject: name, groups: { condition, skin } },
      ...{ ...how.fields, clips: Object.fromEntries(entries) },
    })
    process.stderr.write(`\r${name}, ${condition}: ${written} pictures`.padEnd(78))
  }
}
writeFileSync(join(folder, 'dataset.json'), `${JSON.stringify({ name: 'conditions', presentations }, null, 1)}\n`)
process.stderr.write(`\n${presentations.length} presentations, ${written} pictures in ${folder}\n`)

/** Writes a clip's pictures, unless another condition has the same. */
async function writeClip(frames: string, clip: Clip, how: Condition, framesPerSecond: number, other: Head) {
  const path = join(folder!, frames)
  if (known.has(path)) return
  known.add(path)
  mkdirSync(path, { recursive: true })
  const shots = how.cut?.(clip, framesPerSecond) ?? clip.shots
  await inGroups([...shots.entries()], async ([index, shot]) => {
    const picture = await picturedAs(shot, how, { seconds: index / framesPerSecond, other })
    writeFileSync(join(path, `${String(index).padStart(3, '0')}.jpg`), await picture(++written))
  })
}

async function picturedAs(shot: Shot, how: Condition, moment: Parameters<Overlay>[1]) {
  const { gain, overlay, blur, size, noise = PLAIN_NOISE, jpegQuality = 75 } = how
  let { pixels } = shot
  if (overlay) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${overlay(shot.points, moment)}</svg>`
    pixels = await sharp(pixels, raw)
      .composite([{ input: Buffer.from(svg) }])
      .removeAlpha()
      .raw()
      .toBuffer()
  }
  if (gain) pixels = lit(pixels, shot, gain)
  const seen = blur === undefined ? sharp(pixels, raw) : sharp(pixels, raw).blur(blur)
  const sized = size ? seen.resize(...size, { fit: 'cover' }) : seen
  return (seed: number) => record(sized, { noise, jpegQuality }, seed)
}

function lit(pixels: Buffer, { points }: Shot, gain: NonNullable<Condition['gain']>): Buffer {
  const { x, width } = around(points)
  const gains = Array.from({ length: WIDTH }, (_, column) => gain((2 * (column - x)) / width - 1)).flat()
  const changed = Buffer.alloc(pixels.length)
  for (let at = 0; at < pixels.length; at++) changed[at] = Math.min(255, pixels[at]! * gains[at % gains.length]!)
  return changed
}

async function headOf({ pixels, points }: Shot): Promise<Head> {
  const { left, top, side } = headSquare(points)
  const [x, y, width] = [left, top, side].map((value) => Math.max(0, Math.round(value)))
  const square = { left: x!, top: y!, width: width!, height: Math.min(width!, HEIGHT - y!) }
  const png = await sharp(pixels, raw).extract(square).resize(200, 200).png().toBuffer()
  return `data:image/png;base64,${png.toString('base64')}`
}

async function inGroups<One>(all: readonly One[], make: (one: One) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += 4) await Promise.all(all.slice(from, from + 4).map(make))
}
