import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { addGrain } from '../../examples/camera-grain.ts'
import { type DrawnIdentity, type DrawnSubject, drawPixels, seededRandom } from '../../examples/drawn-subject.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import type { Camera } from './capture-client.ts'
import type { Posture } from './measured-person.ts'
import { answer } from './play.ts'

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures/subjects')
export const skipWithoutRenderedHeads = existsSync(FOLDER) ? false : 'no pictures in ../shared/fixtures'

/** How a camera and its surroundings change what they see. */
export interface Condition {
  readonly width?: number
  readonly height?: number
  readonly jpegQuality?: number
  readonly brightness?: number
  readonly mirrored?: boolean
  readonly noise?: number
  readonly seed?: number
}

const RENDERED_FRAMES_PER_SECOND = 12
const JITTER_PIXELS = 2
/** One who was not understood tries again after so long. */
export const TRY_AGAIN_MS = 3_400

const mirror: Partial<Record<StepAction, StepAction>> = { turn_left: 'turn_right', turn_right: 'turn_left' }

/** A drawn person who does as asked. */
export function drawnCamera(identity: DrawnIdentity, condition: Condition = {}, posture: PostureOf = obedient): Camera {
  const {
    width = 640,
    height = 480,
    jpegQuality = 85,
    brightness = 1,
    mirrored = false,
    noise = 3,
    seed = 1,
  } = condition
  return async (now) => {
    const shown = mirrored && now.shown ? (mirror[now.shown] ?? now.shown) : now.shown
    const { jaw = 0, photo = null, who = identity, ...rest } = posture({ ...now, shown })
    const sway = inSteps(Math.sin(now.atMs / 900), SWAY_STEP)
    const pixels = await drawOnce({
      ...{ widthPixels: width, heightPixels: height, light: brightness, furnished: true },
      ...{ photo, identity: who, centerX: 0.5 + sway * 0.006, mouthOpening: jaw },
      ...rest,
      yawDegrees: inSteps(rest.yawDegrees ?? 0, YAW_STEP_DEGREES) + sway,
    })
    const picture = sharp(pixels, { raw: { width, height, channels: 3 } })
    return record(picture.flop(mirrored), { noise, jpegQuality }, seed * 10_000 + now.frame)
  }
}

const inSteps = (value: number, step: number): number => Math.round(value / step) * step

/**
 * To draw a picture takes longer than to measure it, and a person who moves in steps is often where they were before.
 */
const SWAY_STEP = 0.25
const YAW_STEP_DEGREES = 0.5
const DRAWN_BYTES_MAX = 160 * 1024 * 1024
const drawn = new Map<string, { readonly pixels: Promise<Buffer>; readonly bytes: number }>()
let drawnBytes = 0

function drawOnce(
  subject: Partial<DrawnSubject> & Pick<DrawnSubject, 'widthPixels' | 'heightPixels'>,
): Promise<Buffer> {
  const key = JSON.stringify(subject)
  const known = drawn.get(key)
  if (known) return known.pixels
  const entry = { pixels: drawPixels(subject), bytes: 3 * subject.widthPixels * subject.heightPixels }
  drawn.set(key, entry)
  drawnBytes += entry.bytes
  for (const [oldest, { bytes }] of drawn) {
    if (drawnBytes <= DRAWN_BYTES_MAX) break
    drawn.delete(oldest)
    drawnBytes -= bytes
  }
  return entry.pixels
}

export type DrawnPosture = Omit<Posture, 'centerX' | 'centerY' | 'faceWidth'> & {
  readonly photo?: DrawnSubject['photo']
  readonly faceSize?: number
  /** Of the picture's width, where not the middle. */
  readonly centerX?: number
  readonly who?: DrawnIdentity
}
export type PostureOf = (now: Parameters<Camera>[0]) => DrawnPosture

export const obedient: PostureOf = ({ shown, sinceMs }) => answer(shown, sinceMs % TRY_AGAIN_MS)

/**
 * A rendered head (`../shared/fixtures`) who does as asked, seen through a camera that never gives the same picture
 * twice.
 */
export function renderedCamera(name: string, condition: Condition = {}): Camera {
  const look = watcher(condition)
  return (now) => {
    const shown = condition.mirrored && now.shown ? (mirror[now.shown] ?? now.shown) : now.shown
    const doing = shown === null || shown === 'look_straight' ? 'neutral' : shown
    const sinceMs = doing === 'neutral' ? now.atMs : now.sinceMs % TRY_AGAIN_MS
    return look(renderedFrame(`${name}_${doing}`, sinceMs), now.frame)
  }
}

/** The picture of a sequence at a time: a neutral one swings to and fro, any other stays at its last. */
export function renderedFrame(sequence: string, sinceMs: number): string {
  const files = framesOf(sequence)
  const index = Math.floor((sinceMs * RENDERED_FRAMES_PER_SECOND) / 1000)
  if (!sequence.endsWith('neutral')) return files[Math.min(index, files.length - 1)]!
  const swing = index % (2 * files.length - 2)
  return files[swing < files.length ? swing : 2 * files.length - 2 - swing]!
}

const known = new Map<string, string[]>()
function framesOf(sequence: string): string[] {
  const folder = join(FOLDER, sequence)
  const files =
    known.get(sequence) ??
    readdirSync(folder)
      .sort()
      .map((file) => join(folder, file))
  known.set(sequence, files)
  return files
}

/** Sees a picture file as a camera would: its own size and light, a little noise, a hand that is never quite still. */
export function watcher({
  width = 640,
  height = 480,
  jpegQuality = 85,
  brightness = 1,
  mirrored = false,
  noise = 3,
  seed = 1,
}: Condition = {}): (file: string, frame: number) => Promise<Uint8Array<ArrayBuffer>> {
  return async (file, frame) => {
    const random = seededRandom(seed * 10_000 + frame)
    const [left, top] = [Math.floor(random() * JITTER_PIXELS * 2), Math.floor(random() * JITTER_PIXELS * 2)]
    const picture = sharp(readFileSync(file)).extract({
      left,
      top,
      width: 640 - 2 * JITTER_PIXELS,
      height: 480 - 2 * JITTER_PIXELS,
    })
    const sized = picture.resize(width, height, { fit: 'cover' }).linear(brightness).flop(mirrored)
    return record(sized, { noise, jpegQuality }, seed * 10_000 + frame)
  }
}

/** What the sensor adds and the encoder takes away: the same seed gives the same bytes. */
export async function record(
  picture: Sharp,
  { noise, jpegQuality }: { noise: number; jpegQuality: number },
  seed: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  addGrain(data, noise, seed)
  const { width, height } = info
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: jpegQuality })
      .toBuffer(),
  )
}
