import { hash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { readPageScript } from './page-script.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const POSES_PER_MOVEMENT = 6

type Pose = Partial<DrawnSubject>

/** The drawn person's pose when an action is done to a part, 0 … 1. */
const person: Readonly<Record<StepAction, (way: number) => Pose>> = {
  look_straight: () => ({}),
  turn_left: (way) => ({ yawDegrees: 33 * way }),
  turn_right: (way) => ({ yawDegrees: -33 * way }),
  look_up: (way) => ({ pitchDegrees: 20 * way }),
  blink: (way) => ({ blink: way }),
  smile: (way) => ({ smile: way }),
  open_mouth: (way) => ({ mouthOpening: way }),
}

/** A flat photo of the same person, moved about as well as a flat thing can be. */
const photo = {
  look_straight: () => ({ photo: { yawDegrees: 0, pitchDegrees: 0 } }),
  turn_left: (way: number) => ({ photo: { yawDegrees: 35 * way, pitchDegrees: 0 } }),
  turn_right: (way: number) => ({ photo: { yawDegrees: -35 * way, pitchDegrees: 0 } }),
}

const prompts: Readonly<Record<StepAction, readonly string[]>> = {
  look_straight: ['Look straight at the camera', 'Lihat lurus ke kamera'],
  turn_left: ['Turn your head left', 'Tolehkan kepala ke kiri'],
  turn_right: ['Turn your head right', 'Tolehkan kepala ke kanan'],
  look_up: ['Tilt your head up', 'Dongakkan kepala'],
  blink: ['Close both eyes, then open them', 'Pejamkan kedua mata, lalu buka'],
  smile: ['Smile', 'Tersenyum'],
  open_mouth: ['Open your mouth wide', 'Buka mulut lebar-lebar'],
}

let script: Promise<string> | undefined

/**
 * What a page runs first, so that its camera shows the drawn person, or a photo of them, doing what the prompt on the
 * page asks for.
 */
export function drawnCamera(): Promise<string> {
  script ??= write()
  return script
}

async function write(): Promise<string> {
  const words = Object.entries(prompts).flatMap(([action, texts]) => texts.map((text) => [text, action]))
  return `const FRAMES = ${await drawAll()}; const WORDS = ${JSON.stringify(Object.fromEntries(words))};${readPageScript('camera')}`
}

/** The pictures, base64 JPEGs by subject and action, as JSON; cached, because drawing them takes seconds. */
async function drawAll(): Promise<string> {
  const version = hash('sha256', read('drawn-camera.ts') + read('../../examples/drawn-subject.ts')).slice(0, 16)
  const cacheFile = join(tmpdir(), `liveness-server-test-camera-${process.getuid?.() ?? 0}-${version}.json`)
  if (existsSync(cacheFile)) return readFileSync(cacheFile, 'utf8')
  const frames: Record<string, string[]> = {}
  for (const [who, poses] of Object.entries({ person, photo }))
    for (const [action, pose] of Object.entries(poses)) {
      const count = action === 'look_straight' ? 1 : action === 'blink' ? 2 : POSES_PER_MOVEMENT
      const drawn = Array.from({ length: count }, (_, index) => draw(pose(count === 1 ? 0 : index / (count - 1))))
      frames[`${who} ${action}`] = await Promise.all(drawn)
    }
  const json = JSON.stringify(frames)
  writeFileSync(`${cacheFile}.${process.pid}`, json)
  renameSync(`${cacheFile}.${process.pid}`, cacheFile)
  return json
}

async function draw(pose: Pose): Promise<string> {
  const jpeg = await drawSubject({ furnished: true, noise: 1, jpegQuality: 92, ...pose })
  return Buffer.from(jpeg).toString('base64')
}
