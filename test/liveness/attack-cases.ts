import sharp from 'sharp'
import { bendPrint } from '../../examples/bent-print.ts'
import { DRAWN_PEOPLE } from '../../examples/drawn-people.ts'
import { DRAWN_IDENTITIES, drawSubject } from '../../examples/drawn-subject.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'

import { obedient, type PostureOf, renderedFrame, skipWithoutRenderedHeads, TRY_AGAIN_MS, watcher } from './cameras.ts'
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

/** Half the pixels take half the time, and size is not what these cases are about. */
const SMALL = { width: 400, height: 300 }

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

/** Moves as asked, but has begun some movements before they were. */
const ahead = (early: readonly StepAction[], headStartMs: number): PostureOf => {
  return ({ shown, sinceMs }) => {
    const begun = shown !== null && early.includes(shown) && sinceMs < TRY_AGAIN_MS
    return answer(shown, begun ? 600 + headStartMs + sinceMs : sinceMs % TRY_AGAIN_MS)
  }
}

/** When a movement that takes a while is at its farthest, in ms since it was asked for. */
const AT_ITS_FARTHEST_MS = 1_250
const isPastHalf = (sinceMs: number) => sinceMs % TRY_AGAIN_MS > 700 && sinceMs % TRY_AGAIN_MS < 2_000

/**
 * Stills in turn: one at rest and, while a movement is asked for, one in which it is at its farthest. Nothing
 * between.
 */
const slides: PostureOf = ({ shown, sinceMs }) =>
  isPastHalf(sinceMs) ? answer(shown, shown === 'blink' ? 700 : AT_ITS_FARTHEST_MS) : {}

/** The same with rendered stills: the pictures in which the movements are at their farthest. */
function renderedSlides(): Camera {
  const look = watcher({ ...SMALL, seed: ++sessions })
  return ({ shown, sinceMs, frame }) => {
    const moves = shown !== null && shown !== 'look_straight' && isPastHalf(sinceMs)
    return look(renderedFrame(moves ? `id0_${shown}` : 'id0_neutral', moves ? AT_ITS_FARTHEST_MS : 0), frame)
  }
}

/** Two who are as unlike as people are (test/vision/drawn-likeness.test.ts): one at rest, the other in movements. */
const puppet: PostureOf = (now) => {
  const posture = obedient(now)
  const { yawDegrees = 0, smile = 0 } = posture
  const moves = Math.abs(yawDegrees) > 9 || smile > 0.5
  return moves ? { ...posture, who: DRAWN_PEOPLE.subjectI } : { who: DRAWN_PEOPLE.subjectD }
}

/** A print bent round a cylinder, at rest shown from one side and, when a turn is asked for, from the other. */
const bentPrint =
  (print: Camera): Camera =>
  async (now) => {
    const since = now.sinceMs % TRY_AGAIN_MS
    const way = now.shown === 'turn_left' ? Math.max(0, Math.min(1, (since - 500) / 300, (2_400 - since) / 300)) : 0
    return bendPrint(await print({ ...now, atMs: 0 }), -41 + 86 * way + Math.sin(now.atMs / 500))
  }

function renderedPrint(): Camera {
  const look = watcher({ ...SMALL, seed: ++sessions })
  return ({ frame }) => look(renderedFrame('id0_neutral', 0), frame)
}

/** One still picture, again and again; the grain of the camera is all that changes. */
function stillWithNoise(): Camera {
  const camera = subjectA(11, () => ({}))
  return (now) => camera({ ...now, atMs: 0 })
}

/** An honest person, and another face beside theirs all the time. */
function twoFaces(): Camera {
  const one = subjectA(1, obedient, { width: 200, height: 300, faceSize: 0.4 })
  const beside = drawSubject({
    identity: DRAWN_IDENTITIES.subjectB,
    widthPixels: 200,
    heightPixels: 300,
    faceSize: 0.35,
  })
  return async (now) => {
    const both = sharp({ create: { width: 400, height: 300, channels: 3, background: '#000' } }).composite([
      { input: Buffer.from(await one(now)), left: 0, top: 0 },
      { input: Buffer.from(await beside), left: 200, top: 0 },
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
  const look = watcher({ ...SMALL, seed: ++sessions })
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
    verdict: 'not live',
    failing: 'challenge',
  },
  {
    name: 'movements begun before they are asked for, in two steps',
    actions: ['turn_left', 'smile', 'turn_right'],
    camera: () => subjectA(6, ahead(['turn_left', 'turn_right'], 200)),
    verdict: 'spoof',
    failing: 'challenge',
  },
  {
    name: 'another drawn face after a step',
    actions: ['turn_left', 'smile'],
    camera: () => swapped(atFirst(), afterwards(), 'smile'),
    verdict: 'spoof',
    failing: 'continuity',
  },
  {
    name: 'one still, repeated with noise',
    actions: ['turn_left'],
    camera: stillWithNoise,
    verdict: 'spoof',
    failing: 'freshness',
  },
  {
    name: 'a show of drawn stills, one for each movement',
    actions: ['turn_left', 'smile'],
    camera: () => subjectA(12, slides),
    verdict: 'not live',
    failing: 'challenge',
  },
  {
    name: 'a show of rendered stills, one for each movement',
    actions: ['turn_left', 'smile'],
    camera: renderedSlides,
    verdict: 'not live',
    failing: 'challenge',
    skip: skipWithoutRenderedHeads,
  },
  {
    name: 'a still of one drawn face, and another face in every movement',
    actions: ['turn_left', 'smile'],
    camera: () => subjectA(13, puppet),
    verdict: 'not live',
    failing: 'continuity',
  },
  {
    name: 'a drawn print bent round a cylinder, from one side to the other',
    actions: ['turn_left'],
    camera: () => bentPrint(subjectA(14, () => ({}))),
    verdict: 'not live',
  },
  {
    name: 'a rendered print bent round a cylinder, from one side to the other',
    actions: ['turn_left'],
    camera: () => bentPrint(renderedPrint()),
    verdict: 'not live',
    skip: skipWithoutRenderedHeads,
  },
  { name: 'two faces in view', actions: ['turn_left'], camera: twoFaces, verdict: 'not live' },
  {
    name: 'frames from the future',
    actions: ['turn_left'],
    camera: () => subjectA(9),
    capturedAt: (atMs, frame) => (frame % 4 === 3 ? atMs + 60_000 : atMs),
    verdict: 'not live',
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

function atFirst(): Camera {
  return subjectA(7, (now) => ({ ...obedient(now), who: DRAWN_PEOPLE.subjectD }))
}

function afterwards(): Camera {
  return subjectA(8, (now) => ({ ...obedient(now), who: DRAWN_PEOPLE.subjectI }))
}
