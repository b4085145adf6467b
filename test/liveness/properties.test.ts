import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { advance } from '../../src/liveness/decision/advance.ts'
import { drawChallenge } from '../../src/liveness/decision/challenge.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { planMeasurements } from '../../src/liveness/decision/plan-measurements.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { initialProgress, type Progress } from '../../src/liveness/decision/progress.ts'
import { measureSignals } from '../../src/liveness/decision/signals.ts'
import { decide } from '../../src/liveness/decision/verdict.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { observe, seededRandom } from './measured-person.ts'
import { type Camera, challengeOf, honest, play } from './play.ts'

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
    clockId: fc.constantFrom('one', 'another'),
    unservedMs: fc.constantFrom(0, 0, 10_000),
    waits: fc.constantFrom(false, false, true),
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
    return {
      ...frame,
      source: null,
      seen: frame.seen as Frame['seen'],
      observation: { ...observation, faceCount, face },
    }
  })
const anyFrames = fc.array(anyFrame, { maxLength: 60 })
const anyChallenge = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 1, max: 6 }) }).map(({ seed, steps }) => {
  const random = seededRandom(seed)
  return drawChallenge((limit) => Math.floor(random() * limit), steps)
})

const run = (progress: Progress, frames: readonly Frame[]) =>
  frames.reduce((before, frame) => advance(before, frame).progress, progress)
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))
const verdictOf = (progress: Progress) => decide(measureSignals(progress, DEFAULT_POLICY), DEFAULT_POLICY)

/** What may befall a frame on its way from an honest person, or be done to it. */
const damages: Readonly<Record<string, (frame: Frame) => Frame>> = {
  'no face': (frame) => ({ ...frame, observation: { ...frame.observation, faceCount: 0, face: null } }),
  'two faces': (frame) => ({ ...frame, observation: { ...frame.observation, faceCount: 2 } }),
  'known from elsewhere': (frame) => ({ ...frame, seen: 'another_session' }),
  'sent before': (frame) => ({ ...frame, seen: 'this_session' }),
  'taken in the future': (frame) => ({ ...frame, capturedAtMs: (frame.capturedAtMs ?? 0) + 60_000 }),
  'taken before the last': (frame) => ({ ...frame, capturedAtMs: 0 }),
  'from another connection': (frame) => ({ ...frame, source: `another ${frame.sequence}` }),
  'of another clock': (frame) => ({ ...frame, clockId: 'another', receivedAtMs: frame.receivedAtMs - 700 }),
  'another person': changeFace((face) => ({ description: face.description!.toReversed() })),
  'not described': changeFace(() => ({ description: null })),
  'described by nothing': changeFace((face) => ({ description: face.description!.map(() => Number.NaN) })),
  'turned away': changeFace((face) => ({ pose: { ...face.pose, yawDegrees: 55 } })),
  'not a number': changeFace((face) => ({ pose: { ...face.pose, yawDegrees: Number.NaN } })),
  'all landmarks in one point': changeFace((face) => ({ rigidLandmarks: face.rigidLandmarks.map(() => 300) })),
  elsewhere: changeFace((face) => ({ box: { ...face.box, x: face.box.x + 300 } })),
  'in the dark': changeFace((face) => ({ quality: { ...face.quality, brightness: 10 } })),
  'an attack': changeFace(() => ({ bonaFideScore: 0.1 })),
  'an unknown score': changeFace(() => ({ bonaFideScore: Number.NaN })),
}
function changeFace(change: (face: FaceObservation) => Partial<FaceObservation>) {
  return (frame: Frame): Frame => {
    const { face } = frame.observation
    return face ? { ...frame, observation: { ...frame.observation, face: { ...face, ...change(face) } } } : frame
  }
}

/** An honest session of which some frames are damaged (in one run in three none is), or of one who does not answer. */
const anyDamagedSession = fc
  .record({
    seed: fc.nat(),
    challenge: anyChallenge,
    presentationAttackInstalled: fc.boolean(),
    share: fc.constantFrom(0, 0.02, 0.3),
    answers: fc.constantFrom(true, true, true, false),
    kinds: fc.uniqueArray(fc.constantFrom(...Object.keys(damages)), { minLength: 1, maxLength: 4 }),
  })
  .map(({ seed, challenge, presentationAttackInstalled, share, kinds, answers }) => {
    const random = seededRandom(seed)
    const alter = (frame: Frame) =>
      random() < share ? damages[kinds[Math.floor(random() * kinds.length)]!]!(frame) : frame
    const person = honest({ random: seededRandom(seed + 1) })
    const camera: Camera = (now) => person(answers ? now : { ...now, shown: null })
    return {
      challenge,
      presentationAttackInstalled,
      ...play({ challenge, camera, presentationAttackInstalled, alter }),
    }
  })

test('whatever befalls an honest person’s frames, live means that every step was completed and every required signal passed', () => {
  const verdicts = { live: 0, spoof: 0, inconclusive: 0 }
  fc.assert(
    fc.property(anyDamagedSession, ({ progress, decision, challenge }) => {
      verdicts[decision.verdict]++
      if (decision.verdict !== 'live') return
      assert.equal(progress.ended, 'completed')
      assert.equal(progress.completedSteps.length, challenge.steps.length)
      assert.ok(decision.signals.every(({ required, state }) => !required || state === 'passed'))
      assert.equal(progress.continuity.jumps + progress.freshness.seenElsewhere, 0)
      assert.equal(progress.freshness.repeated, 0)
    }),
    { numRuns: 200 },
  )
  for (const count of Object.values(verdicts))
    assert.ok(count >= 5, `each verdict is reached: ${JSON.stringify(verdicts)}`)
})

test('whatever is observed, live means that every required signal passed', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, fc.boolean(), (challenge, frames, presentationAttackInstalled) => {
      const { verdict, signals } = verdictOf(
        run(initialProgress({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled }), frames),
      )
      assert.ok(verdict !== 'live' || signals.every(({ required, state }) => !required || state === 'passed'))
    }),
    { numRuns: 300 },
  )
})

/** Moves a session on twice: kept in memory, and stored and read again between any two frames. */
function advanceBothWays(start: Progress, frames: readonly Frame[]): void {
  let kept = start
  let put = stored(start)
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
}

test('whatever is observed, advancing is deterministic and survives being stored between any two frames', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, (challenge, frames) =>
      advanceBothWays(initialProgress({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: true }), frames),
    ),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(anyDamagedSession, ({ challenge, presentationAttackInstalled, frames }) =>
      advanceBothWays(initialProgress({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled }), frames),
    ),
    { numRuns: 60 },
  )
})

test('whatever is observed, a session stays small, counts every frame once and plans what it can measure', () => {
  fc.assert(
    fc.property(anyChallenge, anyFrames, (challenge, frames) => {
      const progress = run(
        initialProgress({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: true }),
        frames,
      )
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
        initialProgress({ challenge, stepTimeoutMs: 8000, presentationAttackInstalled: false }),
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
