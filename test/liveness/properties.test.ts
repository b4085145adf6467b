import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { advance } from '../../src/liveness/advance.ts'
import { drawChallenge } from '../../src/liveness/challenge.ts'
import type { Frame } from '../../src/liveness/frame.ts'
import { planMeasurements } from '../../src/liveness/plan.ts'
import { DEFAULT_POLICY } from '../../src/liveness/policy.ts'
import { begin, type Progress } from '../../src/liveness/progress.ts'
import { measure } from '../../src/liveness/signals.ts'
import { decide } from '../../src/liveness/verdict.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { observe, seededRandom } from './measured-person.ts'
import { challengeOf, honest, play } from './play.ts'

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -40, max: 40, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
)
const share = fc.oneof({ weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, number)

/** Anything an engine might hand over: plausible postures, and among them numbers that are none. */
const anyFrame = fc
  .record({
    sequence: fc.nat({ max: 700 }),
    capturedAtMs: fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat()),
    receivedAtMs: fc.nat({ max: 100_000 }),
    seen: fc.constantFrom('never', 'never', 'never', 'this_session', 'another_session'),
    posture: fc.record({ yawDegrees: number, pitchDegrees: number, blink: share, smile: share, jaw: share }),
    identity: fc.nat({ max: 3 }),
    faceCount: fc.constantFrom(null, 1, 1, 1, 2, 0),
    bonaFideScore: fc.oneof(fc.constant(null), share),
    quality: fc.option(
      fc.record({ faceSize: share, sharpness: number, brightness: number, evenness: share, inView: share }),
    ),
    described: fc.boolean(),
  })
  .map(({ posture, identity, faceCount, bonaFideScore, quality, described, ...frame }): Frame => {
    const observation = observe(posture, { identity, random: seededRandom(frame.sequence) })
    const measured = observation.face!
    const face: FaceObservation = {
      ...measured,
      bonaFideScore,
      quality: quality ?? measured.quality,
      description: described ? measured.description : null,
    }
    return { ...frame, seen: frame.seen as Frame['seen'], observation: { ...observation, faceCount, face } }
  })
const anyFrames = fc.array(anyFrame, { maxLength: 60 })
const anyChallenge = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 1, max: 6 }) }).map(({ seed, steps }) => {
  const random = seededRandom(seed)
  return drawChallenge((limit) => Math.floor(random() * limit), steps)
})

const run = (progress: Progress, frames: readonly Frame[]) =>
  frames.reduce((before, frame) => advance(before, frame).progress, progress)
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))
const verdictOf = (progress: Progress) => decide(measure(progress), DEFAULT_POLICY)

test('whatever is observed, live means that every step was answered and every required signal passed', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, fc.boolean(), (challenge, frames, presentationAttackInstalled) => {
      const progress = run(begin({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled }), frames)
      const { verdict, signals } = verdictOf(progress)
      if (verdict !== 'live') return
      assert.equal(progress.ended, 'answered')
      assert.ok(signals.every(({ required, state }) => !required || state === 'passed'))
    }),
    { numRuns: 300 },
  )
})

test('whatever is observed, advancing is deterministic and survives being stored between any two frames', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, (challenge, frames) => {
      let kept = begin({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: true })
      let put = stored(kept)
      for (const frame of frames) {
        const before = JSON.stringify(kept)
        const moved = advance(kept, frame)
        assert.equal(JSON.stringify(kept), before, 'nothing given is changed')
        const again = advance(put, stored(frame))
        assert.deepEqual(stored(again), stored(moved))
        kept = moved.progress
        put = stored(again.progress)
      }
      assert.deepEqual(verdictOf(put), verdictOf(kept))
    }),
    { numRuns: 300 },
  )
})

test('whatever is observed, a session stays small, counts every frame once and plans what it can measure', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, (challenge, frames) => {
      const progress = run(begin({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: true }), frames)
      const { received, used, rejected } = progress.frames
      assert.ok(used + rejected <= received && received <= frames.length)
      assert.ok(JSON.stringify(progress).length < 64_000)
      const plan = planMeasurements(progress)
      assert.ok(plan.crop !== null || plan.detect, 'without a place to look, the whole picture is looked over')
    }),
    { numRuns: 300 },
  )
})

test('replaying the stored observations gives the stored verdict', () => {
  fc.assert(
    fc.property(fc.nat(), anyChallenge, (seed, challenge) => {
      const played = play({ challenge, camera: honest({ random: seededRandom(seed) }) })
      const replayed = run(
        begin({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: false }),
        stored(played.frames),
      )
      assert.equal(played.decision.verdict, 'live')
      assert.deepEqual(verdictOf(replayed), played.decision)
    }),
    { numRuns: 25 },
  )
})

const leaves: [string, (face: FaceObservation, value: number) => unknown][] = [
  ['confidence', (face, value) => ({ ...face, confidence: value })],
  ['box', (face, value) => ({ ...face, box: { ...face.box, width: value } })],
  ['yaw', (face, value) => ({ ...face, pose: { ...face.pose, yawDegrees: value } })],
  ['pitch', (face, value) => ({ ...face, pose: { ...face.pose, pitchDegrees: value } })],
  ['eyes', (face, value) => ({ ...face, eyeOpening: { left: value, right: value } })],
  ['mouth width', (face, value) => ({ ...face, mouthWidth: value })],
  ['mouth opening', (face, value) => ({ ...face, mouthOpening: value })],
  ['landmarks', (face, value) => ({ ...face, rigidLandmarks: face.rigidLandmarks.map(() => value) })],
  ['no landmarks', (face) => ({ ...face, rigidLandmarks: [] })],
  ['description', (face, value) => ({ ...face, description: face.description?.map(() => value) ?? null })],
  ['no description', (face) => ({ ...face, description: null })],
  ['face size', (face, value) => ({ ...face, quality: { ...face.quality, faceSize: value } })],
  ['sharpness', (face, value) => ({ ...face, quality: { ...face.quality, sharpness: value } })],
  ['brightness', (face, value) => ({ ...face, quality: { ...face.quality, brightness: value } })],
  ['evenness', (face, value) => ({ ...face, quality: { ...face.quality, evenness: value } })],
  ['in view', (face, value) => ({ ...face, quality: { ...face.quality, inView: value } })],
  ['bona fide', (face, value) => ({ ...face, bonaFideScore: value })],
  ['no bona fide', (face) => ({ ...face, bonaFideScore: null })],
]
const challenge = challengeOf('turn_left', 'blink', 'smile', 'open_mouth', 'look_up')

for (const [name, change] of leaves)
  test(`a measurement that is not a number or missing never passes: ${name}`, () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number]) {
      const { decision } = play({
        challenge,
        presentationAttackInstalled: true,
        camera: (now) => {
          const seen = honest()(now)
          return { ...seen, face: change(seen.face!, value) as FaceObservation }
        },
      })
      assert.notEqual(decision.verdict, 'live', String(value))
    }
  })
