import sharp from 'sharp'
import type { StepAction } from '../../src/liveness/challenge.ts'
import { DRAWN_IDENTITIES, drawSubject } from '../drawn-subject.ts'
import {
  obedient,
  type PostureOf,
  renderedCamera,
  renderedFrame,
  skipWithoutRenderedHeads,
  TRY_AGAIN_MS,
  watcher,
} from './cameras.ts'
import type { Camera } from './capture-client.ts'
import { subjectA } from './people.ts'
import { answer } from './play.ts'

export interface AttackCase {
  readonly name: string
  readonly actions: readonly string[]
  readonly camera: () => Camera
  /** What the verdict has to be; an attack that fails to answer at all need not be seen through. */
  readonly verdict: 'spoof' | 'not live'
  readonly failing?: string
  /** What the client says of the time of its frames, in ms. */
  readonly capturedAt?: (atMs: number, frame: number) => number
  readonly skip?: string | false
}

/** A photo held before the camera and moved as the steps ask. */
const movedPhoto: PostureOf = (now) => {
  const { yawDegrees = 0, pitchDegrees = 0 } = obedient(now)
  return { photo: { yawDegrees: yawDegrees * 1.05, pitchDegrees }, yawDegrees: 0 }
}

/** Plays the movements of a recording in its own order and time, whatever is asked. */
const recording = (order: readonly StepAction[], beginMs: number, eachMs: number): PostureOf => {
  return ({ atMs }) => {
    const playedMs = atMs - beginMs
    if (playedMs < 0) return {}
    return answer(order[Math.floor(playedMs / eachMs) % order.length]!, playedMs % eachMs)
  }
}

/** Moves as asked, but has begun before it was. */
const ahead = (next: StepAction, headStartMs: number): PostureOf => {
  return ({ shown, sinceMs }) => answer(shown, shown === next ? 600 + headStartMs + sinceMs : sinceMs)
}

/** One still picture, again and again; the grain of the camera is all that changes. */
function stillWithNoise(): Camera {
  const camera = subjectA(11, () => ({}))
  return (now) => camera({ ...now, atMs: 0 })
}

/** An honest person, and another face beside theirs all the time. */
function twoFaces(): Camera {
  const one = subjectA(1, obedient, { width: 320, height: 480, faceSize: 0.4 })
  const beside = drawSubject({
    identity: DRAWN_IDENTITIES.subjectB,
    widthPixels: 320,
    heightPixels: 480,
    faceSize: 0.35,
  })
  return async (now) => {
    const both = sharp({ create: { width: 640, height: 480, channels: 3, background: '#000' } }).composite([
      { input: Buffer.from(await one(now)), left: 0, top: 0 },
      { input: Buffer.from(await beside), left: 320, top: 0 },
    ])
    return new Uint8Array(await both.jpeg({ quality: 85 }).toBuffer())
  }
}

const swapped = (before: Camera, after: Camera, from: StepAction): Camera => {
  let gone = false
  return (now) => {
    gone ||= now.shown === from
    return gone ? after(now) : before(now)
  }
}

let sessions = 9_000

/** The rendered photo, held, or turned or nodded as often as a turn or a look up is asked for. */
function renderedPhoto(movement: 'hold' | 'turn' | 'nod'): Camera {
  const look = watcher({ seed: ++sessions })
  return ({ shown, sinceMs, atMs, frame }) => {
    const moves = movement !== 'hold' && shown !== null && shown !== 'look_straight'
    const sequence = `attack_id0_photo_${moves ? movement : 'hold'}`
    return look(renderedFrame(sequence, moves ? sinceMs % TRY_AGAIN_MS : atMs % 2400), frame)
  }
}

export const attackCases: readonly AttackCase[] = [
  {
    name: 'a drawn photo held in the hand',
    actions: ['turn_left'],
    camera: () => subjectA(1, () => ({ photo: { yawDegrees: 0, pitchDegrees: 0 } })),
    verdict: 'not live',
  },
  {
    name: 'a drawn photo turned as asked',
    actions: ['turn_left', 'smile'],
    camera: () => subjectA(2, movedPhoto),
    verdict: 'spoof',
    failing: 'depth',
  },
  {
    name: 'a drawn photo tilted as asked',
    actions: ['look_up', 'turn_left'],
    camera: () => subjectA(3, movedPhoto),
    verdict: 'not live',
  },
  {
    name: 'a rendered photo held',
    actions: ['turn_left'],
    camera: () => renderedPhoto('hold'),
    verdict: 'not live',
    skip: skipWithoutRenderedHeads,
  },
  {
    name: 'a rendered photo turned',
    actions: ['turn_left'],
    camera: () => renderedPhoto('turn'),
    verdict: 'spoof',
    failing: 'depth',
    skip: skipWithoutRenderedHeads,
  },
  {
    name: 'a rendered photo nodded',
    actions: ['look_up', 'turn_left'],
    camera: () => renderedPhoto('nod'),
    verdict: 'not live',
    skip: skipWithoutRenderedHeads,
  },
  {
    name: 'a recording of the right movements in another order',
    actions: ['turn_left', 'look_up', 'open_mouth'],
    camera: () => subjectA(4, recording(['open_mouth', 'turn_left', 'look_up'], 1500, 2400)),
    verdict: 'not live',
    failing: 'challenge',
  },
  {
    name: 'a recording of all movements, over and over',
    actions: ['turn_left', 'smile'],
    camera: () =>
      subjectA(5, recording(['turn_right', 'look_up', 'open_mouth', 'turn_left', 'smile', 'blink'], 1500, 2000)),
    verdict: 'spoof',
    failing: 'challenge',
  },
  {
    name: 'a movement begun before it is asked for',
    actions: ['turn_left', 'smile'],
    camera: () => subjectA(6, ahead('turn_left', 200)),
    verdict: 'spoof',
    failing: 'challenge',
  },
  {
    name: 'another drawn face after a step',
    actions: ['turn_left', 'smile'],
    camera: () => swapped(subjectA(7), ben8(), 'smile'),
    verdict: 'spoof',
    failing: 'continuity',
  },
  {
    name: 'another rendered face after a step (id0, then id2)',
    actions: ['turn_left', 'smile'],
    camera: () => swapped(renderedCamera('id0', { seed: 801 }), renderedCamera('id2', { seed: 802 }), 'smile'),
    verdict: 'spoof',
    failing: 'continuity',
    skip: skipWithoutRenderedHeads,
  },
  {
    name: 'one still, repeated with noise',
    actions: ['turn_left'],
    camera: stillWithNoise,
    verdict: 'spoof',
    failing: 'freshness',
  },
  { name: 'two faces in view', actions: ['turn_left'], camera: twoFaces, verdict: 'not live' },
  {
    name: 'frames from the future',
    actions: ['turn_left'],
    camera: () => subjectA(9),
    capturedAt: (atMs, frame) => (frame % 4 === 3 ? atMs + 60_000 : atMs),
    verdict: 'spoof',
    failing: 'freshness',
  },
  {
    name: 'a clock that runs four times too fast',
    actions: ['turn_left'],
    camera: () => subjectA(10),
    capturedAt: (atMs) => atMs * 4,
    verdict: 'not live',
    failing: 'freshness',
  },
]

function ben8(): Camera {
  return subjectA(8, (now) => ({ ...obedient(now), who: DRAWN_IDENTITIES.subjectB }))
}
