import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advance } from '../../src/liveness/decision/advance.ts'
import { actions } from '../../src/liveness/decision/challenge.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { initialUnasked } from '../../src/liveness/decision/unasked.ts'
import { observe, seededRandom } from './measured-person.ts'
import { answer, type Camera, challengeOf, honest, openSession, play } from './play.ts'

const random = seededRandom(3)
const everyAction = challengeOf('turn_left', 'blink', 'look_up', 'smile', 'turn_right', 'open_mouth')

for (const framesPerSecond of [5, 10, 15, 30])
  test(`a person who does as asked is live at ${framesPerSecond} frames a second, whatever is asked`, () => {
    const { decision, progress } = play({ challenge: everyAction, camera: honest(), framesPerSecond })
    assert.equal(progress.ended, 'completed')
    assert.deepEqual(progress.unasked, initialUnasked)
    assert.equal(decision.verdict, 'live')
  })

test('presentation-attack models that are asked now and then have seen enough at the end, at any frame rate', () => {
  for (const framesPerSecond of [4, 5, 10, 30]) {
    const { decision, progress } = play({
      challenge: challengeOf('turn_left'),
      framesPerSecond,
      presentationAttackInstalled: true,
      camera: (now) => {
        const seen = honest({ random })(now)
        return { ...seen, face: { ...seen.face!, bonaFideScore: now.frame % 4 === 3 ? 0.9 : null } }
      },
    })
    assert.equal(decision.verdict, 'live', `${framesPerSecond}`)
    assert.ok(progress.bonaFideScores.length >= 5)
  }
})

test('steps are shown one at a time, each only when the one before is done, and the end only once', () => {
  const { tells, frames, progress } = play({ challenge: challengeOf('smile', 'turn_left'), camera: honest() })
  const asked = [...progress.asked]
  const steps = tells.filter(({ type }) => type !== 'guidance')
  assert.deepEqual(steps, [
    { type: 'step_done', index: 0 },
    { type: 'step', index: 1, asked, timeoutMs: 8000 },
    { type: 'step_done', index: 1 },
    { type: 'step', index: 2, asked, timeoutMs: 8000 },
    { type: 'step_done', index: 2 },
    { type: 'end' },
  ])
  assert.ok(frames.length > 20)
})

test('a step is not shown before the face has rested for the pause drawn', () => {
  const pausesMs = [0, 700, 300]
  const { progress } = play({ challenge: { ...challengeOf('smile', 'turn_left'), pausesMs }, camera: honest() })
  const [straight, smile, turn] = progress.completedSteps
  assert.ok(smile!.shownAtMs - straight!.completedAtMs >= 700)
  assert.ok(turn!.shownAtMs - smile!.completedAtMs >= 300)
})

test('one who never rests again is shown nothing more, and the session ends as not completed', () => {
  let turned = false
  const { decision, progress } = play({
    challenge: challengeOf('turn_left', 'smile'),
    camera: (now) => {
      turned ||= now.shown === 'turn_left' && now.sinceMs > 2_000
      return now.shown === null && turned
        ? observe({ pitchDegrees: -18 + Math.sin(now.atMs) }, { random })
        : honest({ random })(now)
    },
  })
  assert.equal(progress.completedSteps.length, 2)
  assert.equal(progress.ended, 'step_timeout')
  assert.equal(decision.verdict, 'inconclusive')
})

test('until the first movement is shown there is no hurry: who needs a minute to find the light passes then', () => {
  const camera: Camera = (now) => {
    const seen = honest({ random })(now)
    const face = seen.face!
    return now.frame > 550 ? seen : { ...seen, face: { ...face, quality: { ...face.quality, brightness: 20 } } }
  }
  const { decision, progress } = play({ challenge: challengeOf('turn_left', 'smile'), camera, seconds: 90 })
  assert.ok(progress.attempt!.framesBefore.received > 550)
  assert.equal(decision.verdict, 'live')
})

test('a session that waits for room is guided and shown nothing; with room it goes on from where it is', () => {
  const waits = (frame: Frame) => ({ ...frame, waits: frame.sequence < 300 })
  const { decision, progress, tells } = play({
    challenge: challengeOf('turn_left', 'smile'),
    camera: honest({ random }),
    alter: waits,
  })
  assert.ok(progress.attempt!.framesBefore.received > 300)
  assert.deepEqual(tells.filter(({ type }) => type === 'step_done').length, 3)
  assert.equal(decision.verdict, 'live')
})

for (const action of actions)
  test(`one who never completes ${action} within its time gets no verdict, and may try again`, () => {
    const { decision, progress } = play({
      challenge: action === 'turn_left' ? challengeOf('turn_left') : challengeOf(action, 'turn_left'),
      camera: ({ atMs }) => observe({ yawDegrees: Math.sin(atMs / 500) * 3 }, { random }),
    })
    assert.equal(progress.ended, 'step_timeout')
    assert.equal(decision.verdict, 'inconclusive')
  })

test('one who turns the other way first gets guidance, and passes', () => {
  const { decision, tells } = play({
    challenge: challengeOf('turn_left', 'smile', 'turn_right'),
    camera: ({ atMs, shown, sinceMs }) => {
      const turning = shown === 'turn_left' || shown === 'turn_right'
      const other = shown === 'turn_left' ? 'turn_right' : 'turn_left'
      const posture = turning ? answer(sinceMs < 3000 ? other : shown, sinceMs % 3000) : answer(shown, sinceMs)
      return observe({ centerX: 320 + Math.sin(atMs / 700), ...posture }, { random })
    },
  })
  assert.ok(tells.some((tell) => tell.type === 'guidance' && tell.code === 'other_way'))
  assert.equal(decision.verdict, 'live')
})

test('blinking and smiling at any time is held against nobody', () => {
  const { decision } = play({
    challenge: challengeOf('turn_left', 'look_up', 'turn_right'),
    camera: ({ atMs, shown, sinceMs }) => {
      const blink = atMs % 2700 < 200 ? 1 : 0
      const smile = atMs % 3900 < 800 && sinceMs < 400 ? 1 : 0
      return observe({ blink, smile, ...answer(shown, sinceMs % 3500) }, { random })
    },
  })
  assert.equal(decision.verdict, 'live')
})

test('a frame that is not newer, or comes after the end, changes nothing', () => {
  const { progress, frames } = play({ challenge: challengeOf('turn_left'), camera: honest() })
  assert.deepEqual(advance(progress, { ...frames.at(-1)!, sequence: 9999 }), { progress, tell: [], keep: null })
  const first = advance(openSession(challengeOf('turn_left')), frames[3]!).progress
  for (const old of frames.slice(0, 4)) assert.equal(advance(first, old).progress, first)
})

test('an attempt takes 600 frames and no more, and positioning 1800', () => {
  const { progress } = play({
    challenge: challengeOf('turn_left'),
    camera: () => observe({}),
    framesPerSecond: 30,
    stepTimeoutMs: 60_000,
  })
  assert.equal(progress.ended, 'frames_exhausted')
  assert.equal(progress.frames.received - progress.attempt!.framesBefore.received, 600)

  const positioning = play({
    challenge: challengeOf('turn_left'),
    camera: () => observe({ yawDegrees: 40 }),
    seconds: 600,
  })
  assert.equal(positioning.progress.ended, 'frames_exhausted')
  assert.equal(positioning.progress.frames.received, 1_800)
  assert.equal(positioning.decision.verdict, 'inconclusive')
})

test('a face that is lost while it turns and found again passes when it did nothing impossible', () => {
  const { decision } = play({
    challenge: challengeOf('turn_left', 'turn_right'),
    camera: (now) => {
      const seen = honest({ random })(now)
      return now.frame % 17 === 9 ? { ...seen, face: null, faceCount: 0 } : seen
    },
  })
  assert.equal(decision.verdict, 'live')
})
