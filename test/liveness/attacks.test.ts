import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { observe, seededRandom } from './measured-person.ts'
import { answer, type Camera, challengeOf, honest, type Played, play } from './play.ts'

const random = seededRandom(2)
const challenge = challengeOf('turn_left', 'look_up', 'turn_right')

const failed = ({ decision }: Played) =>
  decision.signals.filter(({ state, required }) => required && state === 'failed').map(({ name }) => name)

test('a flat photo turned and nodded as asked is called a spoof', () => {
  const played = play({ challenge, camera: honest({ flat: true, random }) })
  assert.equal(played.decision.verdict, 'spoof')
  assert.ok(failed(played).includes('depth'))
})

test('a flat photo held in the hand is never live', () => {
  const camera = honest({ flat: true, random })
  const played = play({ challenge, camera: (now) => camera({ ...now, shown: null }) })
  assert.notEqual(played.decision.verdict, 'live')
})

test('a picture that moves its pose but not its depth is called a spoof', () => {
  const played = play({
    challenge,
    camera: (now) => {
      const solid = honest({ random })(now)
      const flat = honest({ random, flat: true })(now)
      return { ...solid, face: { ...solid.face!, rigidLandmarks: flat.face!.rigidLandmarks } }
    },
  })
  assert.equal(played.decision.verdict, 'spoof')
  assert.ok(failed(played).includes('depth'))
})

test('one still, repeated with noise, is called a spoof', () => {
  const played = play({
    challenge,
    camera: () => {
      const still = observe({}, { random })
      return { ...still, luminanceGrid: Array.from({ length: 64 }, (_, cell) => 90 + cell + random() * 0.1) }
    },
  })
  assert.equal(played.decision.verdict, 'spoof')
  assert.ok(failed(played).includes('freshness'))
})

test('frames of an earlier session are called a spoof, even a single one of them', () => {
  const alter = (frame: Parameters<NonNullable<Parameters<typeof play>[0]['alter']>>[0]) =>
    frame.sequence === 20 ? { ...frame, seen: 'another_session' as const } : frame
  const played = play({ challenge, camera: honest({ random }), alter })
  assert.equal(played.decision.verdict, 'spoof')
  assert.deepEqual(failed(played), ['freshness'])
})

test('older frames of a session sent again are a spoof, one is not live; the last one twice, from a slow camera, is', () => {
  const again = (...sequences: number[]) =>
    play({
      challenge,
      camera: honest({ random }),
      alter: (frame) => (sequences.includes(frame.sequence) ? { ...frame, seen: 'this_session' } : frame),
    })
  assert.equal(again(20, 30, 31).decision.verdict, 'spoof')
  const once = again(30)
  assert.equal(once.decision.verdict, 'inconclusive')
  assert.deepEqual(failed(once), ['freshness'])
  const [, turn] = once.progress.completedSteps
  const [, asked] = again(9_999).progress.completedSteps
  assert.ok(turn!.shownAtMs > asked!.shownAtMs, 'the step under way was shown anew')
  let last = observe({})
  const slow = play({
    challenge,
    camera: (now) => {
      if (now.frame % 3 !== 1) last = honest({ random })(now)
      return last
    },
  })
  assert.equal(slow.decision.verdict, 'live')
  assert.ok(slow.progress.frames.rejected > 10)
})

test('a recording of the right movements in another order is never live', () => {
  const recorded: StepAction[] = ['look_up', 'turn_right', 'turn_left']
  const played = play({
    challenge,
    camera: ({ atMs }) => {
      const playedMs = atMs - 1_001_500
      const action = recorded[Math.floor(playedMs / 2400) % 3] ?? null
      return observe({ centerX: 320 + Math.sin(atMs / 700), ...answer(action, playedMs % 2400) }, { random })
    },
  })
  assert.notEqual(played.decision.verdict, 'live')
  assert.ok(failed(played).includes('challenge'))
})

/** Is half-way through the movements of some steps when they are shown; does all others as asked. */
const ahead =
  (headStartMs: number, ...early: StepAction[]) =>
  ({ atMs, shown, sinceMs }: Parameters<Camera>[0]) => {
    const begun = shown !== null && early.includes(shown) && sinceMs < 2_200
    const posture = answer(shown, begun ? sinceMs + 600 + headStartMs : sinceMs % 2_200)
    return observe({ centerX: 320 + Math.sin(atMs / 700), ...posture }, { random })
  }

test('movements begun sooner than anyone reacts, in two steps, are called a spoof', () => {
  for (const headStartMs of [100, 300, 500]) {
    const camera = ahead(headStartMs, 'turn_left', 'turn_right')
    const played = play({ challenge: challengeOf('turn_left', 'smile', 'turn_right'), camera, framesPerSecond: 15 })
    assert.equal(played.decision.verdict, 'spoof', `${headStartMs}`)
    assert.ok(failed(played).includes('challenge'))
  }
})

test('one movement begun before it is asked for completes nothing: done again, it passes', () => {
  const played = play({ challenge, camera: ahead(500, 'turn_left'), framesPerSecond: 15 })
  const turn = played.progress.completedSteps[1]!
  assert.ok(turn.completedAtMs - turn.shownAtMs > 2_200)
  assert.equal(played.decision.verdict, 'live')
})

test('another face after a step is called a spoof', () => {
  const played = play({
    challenge,
    camera: (now) => {
      const swapped = now.shown === 'turn_right' || (now.shown === null && now.frame > 60)
      return honest({ random, identity: swapped ? 2 : 0 })(now)
    },
  })
  assert.equal(played.decision.verdict, 'spoof')
  assert.ok(failed(played).includes('continuity'))
})

test('a face that jumps from one place to another is called a spoof', () => {
  const played = play({
    challenge,
    camera: (now) => {
      const person = honest({ random })(now).face!
      const moved = now.frame > 30 ? observe({ centerX: 520 }, { random }) : null
      return { ...observe({}, { random }), face: moved ? { ...person, box: moved.face!.box } : person }
    },
  })
  assert.equal(played.decision.verdict, 'spoof')
  assert.ok(failed(played).includes('continuity'))
})

test('a cut from a still at rest to one that is turned completes nothing, at any frame rate', () => {
  for (const framesPerSecond of [4, 10, 30]) {
    const played = play({
      challenge: challengeOf('turn_left'),
      framesPerSecond,
      camera: ({ shown, sinceMs, atMs }) => {
        const yawDegrees = shown === 'turn_left' && sinceMs % 3400 > 600 && sinceMs % 3400 < 1800 ? 24 : 0
        return observe({ yawDegrees, centerX: 320 + Math.sin(atMs / 700) }, { random })
      },
    })
    assert.equal(played.progress.ended, 'step_timeout', `${framesPerSecond}`)
  }
})

test('another head that does nothing but the turning is never live', () => {
  const played = play({
    challenge,
    camera: (now) => {
      const person = honest({ random })(now)
      const mover = honest({ random, identity: 2 })(now)
      return Math.abs(person.face!.pose.yawDegrees) > 7 ? mover : person
    },
  })
  assert.notEqual(played.decision.verdict, 'live')
  assert.deepEqual(failed(played), ['continuity'])
})

test('a turn that leads from one side to the other, but not away from the camera, completes nothing', () => {
  const played = play({
    challenge: challengeOf('turn_left'),
    camera: ({ shown, sinceMs, atMs }) => {
      const way = answer(shown, sinceMs % 3400).yawDegrees ?? 0
      return observe({ yawDegrees: -10 + (way * 27) / 33, centerX: 320 + Math.sin(atMs / 700) }, { random })
    },
  })
  assert.equal(played.progress.ended, 'step_timeout')
})

test('what was claimed of capture times hides no jump', () => {
  let claimedMs = 0
  const played = play({
    challenge,
    camera: (now) => ({ ...honest({ random })(now) }),
    alter: (frame) => {
      const face = frame.observation.face!
      if (frame.sequence === 30) claimedMs = 4_000
      const x = face.box.x + 1_080 + (frame.sequence >= 30 ? 4.5 * face.box.width : 0)
      const moved = { ...frame.observation, widthPixels: 4_000, face: { ...face, box: { ...face.box, x } } }
      return { ...frame, capturedAtMs: frame.capturedAtMs! + claimedMs, observation: moved }
    },
  })
  assert.equal(played.decision.verdict, 'spoof')
  assert.deepEqual(failed(played), ['continuity'])
})

test('with two faces in view nothing is completed', () => {
  const played = play({
    challenge,
    camera: (now) => ({ ...honest({ random })(now), faceCount: 2 }),
  })
  assert.equal(played.decision.verdict, 'inconclusive')
  assert.equal(played.progress.completedSteps.length, 0)
})

test('a second face that comes in during a step undoes its completion', () => {
  const played = play({
    challenge: challengeOf('turn_left'),
    camera: (now) => {
      const seen = honest({ random })(now)
      return now.shown === 'turn_left' && now.sinceMs % 3500 > 1500 ? { ...seen, faceCount: 2 } : seen
    },
  })
  assert.equal(played.decision.verdict, 'inconclusive')
})

test('frames from the future, or of a clock that runs backwards, are not evaluated, and many of them deny a pass', () => {
  const future = play({
    challenge,
    camera: honest({ random }),
    alter: (frame) =>
      frame.sequence % 5 === 4 ? { ...frame, capturedAtMs: (frame.capturedAtMs ?? 0) + 60_000 } : frame,
  })
  assert.equal(future.decision.verdict, 'inconclusive')
  assert.deepEqual(failed(future), ['freshness'])
  const backwards = play({
    challenge,
    camera: honest({ random }),
    alter: (frame) => ({ ...frame, capturedAtMs: 5_000_000 - frame.sequence }),
  })
  assert.equal(backwards.decision.verdict, 'inconclusive')
  assert.equal(backwards.progress.completedSteps.length, 0)
})

test('a face that the presentation-attack models mostly doubt is called a spoof', () => {
  const camera: Parameters<typeof play>[0]['camera'] = (now) => {
    const seen = honest({ random })(now)
    return { ...seen, face: { ...seen.face!, bonaFideScore: now.frame % 3 === 0 ? 0.9 : 0.1 } }
  }
  const played = play({ challenge, camera, presentationAttackInstalled: true })
  assert.equal(played.decision.verdict, 'spoof')
  assert.deepEqual(failed(played), ['passive_pad'])
})
