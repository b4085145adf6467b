/**
 * Draws a person for examples/camera-client.ts, so that a session can be tried without a camera:
 *
 *   node examples/draw-person.ts <folder>
 *
 * Makes look_straight/ (12 s) and two takes of every action (2.5 s each), at 10 frames a second.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { actions, type StepAction } from '../src/liveness/decision/challenge.ts'
import { addGrain } from './camera-grain.ts'
import { movement } from './drawn-movement.ts'
import { type DrawnSubject, drawPixels } from './drawn-subject.ts'

const FRAMES_PER_SECOND = 10
const REST_SECONDS = 12
const ACTION_SECONDS = 2.5

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node examples/draw-person.ts <folder>')
  process.exit(2)
}

const takes: readonly { readonly name: string; readonly action: StepAction; readonly seconds: number }[] = [
  { name: 'look_straight', action: 'look_straight', seconds: REST_SECONDS },
  ...actions.flatMap((action) => [
    { name: action, action, seconds: ACTION_SECONDS },
    { name: `${action}-2`, action, seconds: ACTION_SECONDS },
  ]),
]
let drawn = 0
for (const { name, action, seconds } of takes) {
  mkdirSync(join(folder, name), { recursive: true })
  process.stderr.write(`${name} `)
  // One is drawn while the noise of another is made.
  const pictures = Array.from({ length: seconds * FRAMES_PER_SECOND }, (_, frame) => draw(action, frame, drawn++))
  for (const [frame, picture] of (await Promise.all(pictures)).entries())
    writeFileSync(join(folder, name, `${String(frame).padStart(4, '0')}.jpg`), picture)
}
process.stderr.write(`\n${drawn} pictures in ${folder}\n`)

/** Sways from one picture to the next, `drawn` being how many there are already. */
async function draw(action: StepAction, frame: number, drawn: number): Promise<Buffer> {
  const [width, height] = [400, 300]
  const pixels = await drawPixels({
    ...posture(action, frame / FRAMES_PER_SECOND),
    ...{ widthPixels: width, heightPixels: height, furnished: true },
    centerX: 0.5 + 0.006 * Math.sin(drawn / 9),
  })
  addGrain(pixels, 3, Math.floor(Math.random() * 2 ** 31))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** Half a second of rest, two thirds of a second each way, and rest again; a blink takes 0.4 s. */
function posture(action: StepAction, seconds: number): Partial<DrawnSubject> {
  if (action === 'blink') return movement(action, seconds > 0.6 && seconds < 1 ? 1 : 0)
  return movement(action, Math.max(0, Math.min(1, (seconds - 0.5) / 0.6, (2.2 - seconds) / 0.6)))
}
