import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hintOf } from '../../src/liveness/decision/conclude.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { findFault } from '../../src/liveness/decision/guidance.ts'
import type { Progress } from '../../src/liveness/decision/progress.ts'
import { initialTold, tellGuidance } from '../../src/liveness/decision/tell-guidance.ts'
import { observe, type Posture, seededRandom } from './measured-person.ts'
import { answer, type Camera, challengeOf, honest, type Played, play } from './play.ts'

const random = seededRandom(31)
const challenge = { ...challengeOf('turn_left', 'smile'), spares: ['open_mouth', 'turn_right'] as const }
const still: Camera = (now) => honest({ random })({ ...now, shown: null })
const guidanceOf = ({ tells }: Played) => tells.flatMap((tell) => (tell.type === 'guidance' ? [tell] : []))

test('a face far from the middle is told which way to move, left and right as the person’s own', () => {
  const fault = (posture: Posture, positioning = true) => findFault(observe(posture, { random }), positioning)
  assert.equal(fault({}), null)
  assert.equal(fault({ centerX: 150 }), 'too_right')
  assert.equal(fault({ centerX: 490 }), 'too_left')
  assert.equal(fault({ centerY: 110 }), 'too_high')
  assert.equal(fault({ centerY: 390 }), 'too_low')
  assert.equal(fault({ centerX: 150 }, false), null, 'who moves may leave the middle')
})

test('a face that is partly outside the picture is told which way to come back, in movements too', () => {
  const outside = (posture: Posture) => {
    const seen = observe(posture, { random })
    const face = { ...seen.face!, quality: { ...seen.face!.quality, inView: 0.8 } }
    return findFault({ ...seen, face }, false)
  }
  assert.equal(outside({ centerX: 60 }), 'too_right')
  assert.equal(outside({ centerX: 600 }), 'too_left')
  assert.equal(outside({ centerY: 60 }), 'too_high')
  assert.equal(outside({ centerY: 430 }), 'too_low')
})

test('where it is too dark to find a face the person is told to find light, and nothing is asked for', () => {
  const dark = () => ({ ...observe({}, { random }), faceCount: 0, face: null, luminanceGrid: Array(64).fill(6) })
  const camera: Camera = (now) => (now.frame < 300 ? dark() : honest({ random })(now))
  const played = play({ challenge, camera })
  assert.deepEqual(guidanceOf(played)[0]?.code, 'too_dark')
  const first = played.tells.findIndex((tell) => tell.type === 'step_done')
  assert.ok(played.tells.slice(0, first).every((tell) => tell.type === 'guidance' && tell.code !== 'no_face'))
  assert.equal(played.decision.verdict, 'live', 'half a minute of bad light costs nothing')
})

test('who does not begin is told to after three seconds, and not before', () => {
  const waitedMs: number[] = []
  const alter = (frame: Frame, { guidance, step }: Progress): Frame => {
    if (guidance === 'begin' && step?.shownAtMs) waitedMs.push(frame.receivedAtMs - step.shownAtMs)
    return frame
  }
  const played = play({ challenge, camera: still, alter })
  assert.ok(guidanceOf(played).some(({ code }) => code === 'begin'))
  assert.equal(Math.min(...waitedMs), 3_100, 'the frame after the one that said so')
  assert.equal(hintOf(played.progress), 'step_timeout')
  const obeyed = play({ challenge, camera: honest({ random }) })
  assert.ok(guidanceOf(obeyed).every(({ code }) => code !== 'begin'))
})

test('how far a movement has gone is told while it is asked for, ten times a second at most', () => {
  const played = play({ challenge, camera: honest({ random }), framesPerSecond: 25 })
  assert.equal(played.decision.verdict, 'live')
  const values = guidanceOf(played).flatMap(({ progress }) => progress ?? [])
  assert.ok(values.every((value) => value >= 0 && value <= 1))
  assert.ok(Math.max(...values) >= 0.7 && new Set(values).size > 5)
  const seconds = played.frames.length / 25
  assert.ok(guidanceOf(played).length <= 10 * seconds)
  const told = tellGuidance(initialTold, 'ok', 0.5, 1_000)
  assert.equal(tellGuidance(told, 'ok', 0.6, 1_099), told, 'not yet')
  assert.deepEqual(tellGuidance(told, 'ok', 0.6, 1_100), { code: 'ok', progress: 0.6, atMs: 1_100 })
  const [first] = guidanceOf(played)
  assert.equal(first?.progress, null, 'nothing is asked for in positioning')
})

/** Freezes for so long from the given frame on: the clocks of `later` go on, and no frame comes. */
const after = (sequence: number, ms: number, clocks: readonly ('capturedAtMs' | 'receivedAtMs')[]) => (frame: Frame) =>
  frame.sequence < sequence
    ? frame
    : { ...frame, ...Object.fromEntries(clocks.map((clock) => [clock, frame[clock]! + ms])) }

test('a page that was left, or a camera taken away, is what the person hears of', () => {
  const alter = after(60, 12_000, ['capturedAtMs', 'receivedAtMs'])
  const frozen = play({ challenge, camera: still, alter, stepTimeoutMs: 4_000 })
  assert.equal(frozen.progress.ended, 'step_timeout')
  assert.equal(hintOf(frozen.progress), 'camera_paused')
})

test('a line that stalls is told from a camera that pauses', () => {
  const stalled = play({
    challenge,
    camera: still,
    alter: after(60, 12_000, ['receivedAtMs']),
    stepTimeoutMs: 4_000,
  })
  assert.equal(stalled.progress.ended, 'step_timeout')
  assert.equal(hintOf(stalled.progress), 'line_too_slow')
})

test('who leaves the picture in a movement hears that, and not that there was no time', () => {
  const empty = () => ({ ...observe({}, { random }), faceCount: 0, face: null })
  const camera: Camera = (now) =>
    now.shown !== null && now.shown !== 'look_straight' ? empty() : honest({ random })(now)
  assert.equal(hintOf(play({ challenge, camera }).progress), 'left_the_picture')
})

test('a smile that does not go far enough is what the person hears of', () => {
  const modest: Camera = (now) => {
    const { smile = 0, ...posture } = answer(now.shown, now.sinceMs % 3500)
    return observe({ ...posture, smile: smile * 0.3, centerX: 320 + Math.sin(now.atMs / 700) }, { random })
  }
  const asked = { ...challengeOf('turn_left', 'smile'), spares: [] }
  const { progress } = play({ challenge: asked, camera: modest })
  assert.equal(progress.ended, 'step_timeout')
  assert.equal(hintOf(progress), 'smile_more')
})
