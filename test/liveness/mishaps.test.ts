import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Action, StepAction } from '../../src/liveness/decision/challenge.ts'
import { hintOf } from '../../src/liveness/decision/conclude.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { initialUnasked } from '../../src/liveness/decision/unasked.ts'
import type { FaceObservation, FaceSquare } from '../../src/vision/observation.ts'
import { observe, seededRandom } from './measured-person.ts'
import { answer, type Camera, challengeOf, honest, play } from './play.ts'

const random = seededRandom(7)
const challenge = challengeOf('turn_left', 'look_up', 'turn_right')
const verdictOf = (alter: (frame: Frame) => Frame) =>
  play({ challenge, camera: honest({ random }), alter }).decision.verdict

test('one frame that was measured wrong is set aside; two in a row are a jump', () => {
  const astray = (...sequences: number[]) =>
    play({
      challenge,
      camera: (now) => (sequences.includes(now.frame) ? observe({ yawDegrees: 70 }) : honest({ random })(now)),
    })
  for (const sequence of [4, 20, 33, 50]) assert.equal(astray(sequence).decision.verdict, 'live', `${sequence}`)
  assert.equal(astray(4, 20, 33, 50).decision.verdict, 'live')
  assert.equal(astray(4, 5).decision.verdict, 'live', 'nothing was asked yet: the person finds their place anew')
  const jumped = astray(33, 34)
  assert.equal(jumped.decision.verdict, 'spoof')
  assert.ok(jumped.progress.continuity.jumps > 0)
})

test('a camera that changes its resolution in the middle does not make the face jump', () => {
  const halve = ({ observation, ...frame }: Frame): Frame => {
    const face = observation.face!
    const { x, y, width, height } = face.box
    const box = { x: x / 2, y: y / 2, width: width / 2, height: height / 2 }
    const rigidLandmarks = face.rigidLandmarks.map((value) => value / 2)
    const halved = { widthPixels: 320, heightPixels: 240, face: { ...face, box, rigidLandmarks } }
    return { ...frame, observation: { ...observation, ...halved } }
  }
  assert.equal(
    verdictOf((frame) => (frame.sequence < 25 ? frame : halve(frame))),
    'live',
  )
})

test('who tilts the head in a turn, or turns it in looking up, did nothing wrong', () => {
  const camera: Camera = ({ shown, sinceMs, atMs }) => {
    const { yawDegrees = 0, pitchDegrees = 0 } = answer(shown, sinceMs % 3500)
    const tilted = {
      pitchDegrees: pitchDegrees + Math.abs(yawDegrees) / 2,
      yawDegrees: yawDegrees + 1.2 * pitchDegrees,
    }
    return observe({ ...tilted, centerX: 320 + Math.sin(atMs / 700) }, { random })
  }
  const { decision, progress } = play({ challenge, camera })
  assert.deepEqual(progress.unasked, initialUnasked)
  assert.equal(decision.verdict, 'live')
})

test('who glances to the other side while nothing is asked, and talks through a step, is live', () => {
  let pausedAtMs = 0
  const camera: Camera = ({ shown, sinceMs, atMs }) => {
    if (shown !== null) pausedAtMs = atMs
    const posture = answer(shown, sinceMs % 3500)
    const glance = -26 * Math.sin(Math.min(1, (atMs - pausedAtMs) / 600) * Math.PI)
    const jaw = shown === 'turn_left' && sinceMs < 1_600 ? Math.max(0, Math.sin(sinceMs / 130)) : 0
    return observe(
      { jaw, ...posture, yawDegrees: (posture.yawDegrees ?? 0) + glance, centerX: 320 + Math.sin(atMs / 700) },
      { random },
    )
  }
  const { decision, progress } = play({ challenge: challengeOf('turn_left', 'smile', 'look_up'), camera })
  assert.deepEqual(progress.unasked, initialUnasked)
  assert.equal(decision.verdict, 'live')
})

test('after one wrong movement another one is asked; a second one denies a pass and accuses nobody', () => {
  const wrongIn = (...steps: number[]): Camera => {
    let [step, firstAtMs] = [0, 0]
    let last: StepAction | null = 'look_straight'
    return ({ shown, sinceMs, atMs }) => {
      if (shown !== last && shown !== null) [step, firstAtMs] = [step + 1, atMs]
      last = shown
      const errs = shown !== null && steps.includes(step) && atMs - firstAtMs < 2_500
      const posture = errs ? answer('look_up', sinceMs) : answer(shown, sinceMs % 2_500)
      return observe({ centerX: 320 + Math.sin(atMs / 700), ...posture }, { random })
    }
  }
  const asked = { ...challengeOf('turn_left', 'smile', 'open_mouth'), spares: ['blink', 'smile'] as const }
  const erring = (...steps: number[]) => play({ challenge: asked, camera: wrongIn(...steps) })
  const once = erring(2)
  assert.equal(once.decision.verdict, 'live')
  assert.deepEqual(once.progress.asked[2], { action: 'blink', insteadOf: 'smile' })
  assert.equal(erring(2, 4).decision.verdict, 'inconclusive')
})

test('a movement missed once is forgiven: another is asked in its place, a turn for the only turn, a mouth’s for a mouth’s', () => {
  const cannot = (action: StepAction): Camera => {
    const obeys = honest({ random })
    return (now) => obeys(now.shown === action ? { ...now, shown: null } : now)
  }
  const spares = ['look_up', 'open_mouth', 'turn_right'] as const
  const missed = (action: Action) =>
    play({ challenge: { ...challengeOf('turn_left', 'blink', 'smile'), spares }, camera: cannot(action) })
  const blink = missed('blink')
  assert.deepEqual(blink.progress.asked[2], { action: 'look_up', insteadOf: 'blink' })
  const smile = missed('smile')
  assert.deepEqual(smile.progress.asked.at(-1), { action: 'open_mouth', insteadOf: 'smile' })
  assert.equal(smile.decision.verdict, 'live')
  const turn = missed('turn_left')
  assert.deepEqual(turn.progress.asked[1], { action: 'turn_right', insteadOf: 'turn_left' })
  assert.equal(turn.decision.verdict, 'live')

  const still = play({
    challenge: { ...challengeOf('turn_left', 'smile'), spares },
    camera: ({ atMs }) => observe({ yawDegrees: Math.sin(atMs / 500) * 3 }, { random }),
  })
  assert.equal(still.progress.ended, 'step_timeout')
})

test('a person who talks and laughs comes to a baseline, and is live', () => {
  const obeys = honest({ random })
  const talking: Camera = (now) => {
    const seen = obeys(now)
    const speech = now.shown === 'open_mouth' ? 0 : 0.12 * Math.max(0, Math.sin(now.atMs / 90))
    return { ...seen, face: { ...seen.face!, mouthOpening: seen.face!.mouthOpening + speech } }
  }
  const laughing: Camera = (now) => {
    const seen = obeys(now)
    return { ...seen, face: { ...seen.face!, mouthOpening: 0.17, mouthWidth: 0.75 } }
  }
  for (const framesPerSecond of [5, 10]) {
    const talked = play({
      challenge: challengeOf('turn_left', 'open_mouth', 'look_up'),
      camera: talking,
      framesPerSecond,
    })
    assert.equal(talked.decision.verdict, 'live', `${framesPerSecond}`)
  }
  assert.equal(play({ challenge, camera: laughing }).decision.verdict, 'live')
})

test('a modest movement counts where it is clearly more than this person does at rest, else more is asked for', () => {
  const smiling = (share: number, restless: number): Camera => {
    const obeys = honest({ random })
    return (now) => {
      const seen = obeys(now)
      const { mouthWidth } = seen.face!
      const width = 0.58 + (mouthWidth - 0.58) * share + restless * (now.frame % 2 === 0 ? 1 : -1)
      return { ...seen, face: { ...seen.face!, mouthWidth: width } }
    }
  }
  const smile = challengeOf('turn_left', 'smile')
  assert.equal(play({ challenge: smile, camera: smiling(0.5, 0) }).decision.verdict, 'live')
  const faint = play({ challenge: smile, camera: smiling(0.25, 0) })
  assert.equal(faint.decision.verdict, 'inconclusive')
  assert.equal(hintOf(faint.progress), 'smile_more')
  assert.ok(faint.tells.some((tell) => tell.type === 'guidance' && tell.code === 'smile_more'))
  assert.equal(play({ challenge: smile, camera: smiling(0.5, 0.03) }).decision.verdict, 'inconclusive')
})

test('what dark glasses or a mask hide is noticed while the person looks straight, and not asked', () => {
  const hiding = (hidden: Partial<FaceObservation>): Camera => {
    const obeys = honest({ random })
    return (now) => {
      const seen = obeys(now)
      return { ...seen, face: { ...seen.face!, ...hidden } }
    }
  }
  const asked = { ...challengeOf('blink', 'turn_left', 'smile'), spares: ['open_mouth', 'look_up', 'blink'] as const }
  const actionsOf = (hidden: Partial<FaceObservation>) => {
    const { progress, decision } = play({ challenge: asked, camera: hiding(hidden) })
    assert.equal(decision.verdict, 'live')
    return progress.asked.map(({ action }) => action)
  }
  assert.deepEqual(actionsOf({}), ['look_straight', 'blink', 'turn_left', 'smile'])
  const glasses = { eyesVisible: { left: 0.1, right: 0.6 } }
  assert.deepEqual(actionsOf(glasses), ['look_straight', 'open_mouth', 'turn_left', 'smile'])
  assert.deepEqual(actionsOf({ mouthVisible: 0.05 }), ['look_straight', 'blink', 'turn_left', 'look_up'])
})

test('at three frames a second a person passes, asked no blink; at one they hear that the line is too slow', () => {
  const asked = { ...challengeOf('turn_left', 'blink'), spares: ['smile', 'look_up'] as const }
  const slow = play({ challenge: asked, camera: honest({ random }), framesPerSecond: 3 })
  assert.deepEqual(slow.progress.asked.at(-1), { action: 'smile', insteadOf: 'blink' })
  assert.equal(slow.decision.verdict, 'live')
  const slower = play({ challenge: asked, camera: honest({ random }), framesPerSecond: 1 })
  assert.equal(slower.decision.verdict, 'inconclusive')
  assert.equal(hintOf(slower.progress), 'line_too_slow')
})

test('a first frame that was long on its way, a clock set right and one started anew with a new connection are nobody’s fault', () => {
  const late = (frame: Frame): Frame =>
    frame.sequence === 0 ? frame : { ...frame, capturedAtMs: frame.capturedAtMs! + 4_000 }
  const setRight = (frame: Frame): Frame =>
    frame.sequence < 25 ? frame : { ...frame, capturedAtMs: frame.capturedAtMs! - 3_000 }
  const restarted = (frame: Frame): Frame =>
    frame.sequence < 25 ? frame : { ...frame, source: 'another', capturedAtMs: frame.capturedAtMs! - 900_000 }
  for (const alter of [late, setRight, restarted]) assert.equal(verdictOf(alter), 'live')
})

test('a line that stood still for most of a minute does not make the frames too few, again and again it does', () => {
  const stalled = (isStall: (sequence: number) => boolean, stallMs: number) => {
    let lateMs = 0
    const alter = (frame: Frame): Frame => {
      if (isStall(frame.sequence)) lateMs += stallMs
      const capturedAtMs = frame.capturedAtMs! + lateMs
      return { ...frame, capturedAtMs, receivedAtMs: frame.receivedAtMs + lateMs }
    }
    return play({ challenge, camera: honest({ random }), stepTimeoutMs: 60_000, alter }).decision
  }
  const qualityOf = ({ signals }: ReturnType<typeof stalled>) => signals.find(({ name }) => name === 'quality')?.state
  assert.equal(stalled((sequence) => sequence === 2, 55_000).verdict, 'live')
  const often = stalled((sequence) => sequence % 5 === 2, 4_000)
  assert.deepEqual([often.verdict, qualityOf(often)], ['inconclusive', 'failed'])
})

test('a picture that is the same before and after a line stalled did not stand still meanwhile', () => {
  const light = [1, 2, 3]
  const stalled = (frame: Frame): Frame => {
    const late = frame.sequence < 4 ? 0 : 20_000
    const observation = frame.sequence < 8 ? { ...frame.observation, luminanceGrid: light } : frame.observation
    return {
      ...frame,
      observation,
      capturedAtMs: frame.capturedAtMs! + late,
      receivedAtMs: frame.receivedAtMs + late,
    }
  }
  assert.equal(verdictOf(stalled), 'live')
})

test('but a clock that is started anew with every frame denies a pass', () => {
  const hopping = (frame: Frame): Frame => ({
    ...frame,
    source: `${frame.sequence}`,
    capturedAtMs: 5_000 - frame.sequence,
  })
  assert.equal(verdictOf(hopping), 'inconclusive')
})

test('a frame that came long after it was taken does not count, and is nobody’s fault', () => {
  const { decision, progress } = play({
    challenge,
    camera: honest({ random }),
    alter: (frame) => (frame.sequence % 20 === 7 ? { ...frame, capturedAtMs: frame.capturedAtMs! - 5_500 } : frame),
  })
  assert.equal(decision.verdict, 'live')
  assert.ok(progress.frames.rejected > 0)
})

test('a covered camera gives everybody the same black picture: it tells of no earlier session', () => {
  const black = (frame: Frame): Frame => ({
    ...frame,
    seen: 'another_session',
    observation: { ...frame.observation, faceCount: 0, face: null },
  })
  assert.equal(
    verdictOf((frame) => (frame.sequence < 6 ? black(frame) : frame)),
    'live',
  )
})

for (const apartMs of [200, 3_000, -3_000, 3_600_000])
  test(`processes whose clocks are ${apartMs} ms apart may share the frames of a session`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const either = seededRandom(seed)
      const alter = (frame: Frame) =>
        either() < 0.5 ? { ...frame, clockId: 'another', receivedAtMs: frame.receivedAtMs + apartMs } : frame
      assert.equal(verdictOf(alter), 'live', `${seed}`)
    }
  })

for (const framesPerSecond of [3, 5])
  test(`nor does it matter at ${framesPerSecond} frames a second; without capture times nobody is accused`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const either = seededRandom(seed)
      const alter = (frame: Frame) =>
        either() < 0.5 ? { ...frame, clockId: 'another', receivedAtMs: frame.receivedAtMs + 3_000 } : frame
      const played = (change: (frame: Frame) => Frame) =>
        play({ challenge, camera: honest({ random }), framesPerSecond, alter: change }).decision.verdict
      assert.equal(played(alter), 'live', `${seed}`)
      assert.notEqual(
        played((frame) => ({ ...alter(frame), capturedAtMs: null })),
        'spoof',
        `${seed}`,
      )
    }
  })

test('a process that takes a session over loses it no time, whatever its clock says', () => {
  for (const apartMs of [0, 30_000, -30_000])
    for (const from of [5, 14, 30]) {
      const alter = (frame: Frame) =>
        frame.sequence < from
          ? frame
          : { ...frame, source: 'another', clockId: 'another', receivedAtMs: frame.receivedAtMs + 10_000 + apartMs }
      assert.equal(verdictOf(alter), 'live', `${apartMs} ms apart, from frame ${from}`)
    }
})

test('time in which the server took no frames is not the person’s: a step goes on after an outage of ten seconds', () => {
  for (const from of [14, 16, 18, 30]) {
    const interrupted = (unservedMs: number) =>
      verdictOf((frame) => {
        if (frame.sequence < from) return frame
        const late = { capturedAtMs: frame.capturedAtMs! + 10_000, receivedAtMs: frame.receivedAtMs + 10_000 }
        return { ...frame, ...late, unservedMs: frame.sequence === from ? unservedMs : 0 }
      })
    assert.equal(interrupted(10_000), 'live', `from frame ${from}`)
    assert.equal(interrupted(0), 'inconclusive', `from frame ${from}, a line that stalled`)
  }
})

test('fewer than two frames a second are too few to see a movement, and accuse nobody', () => {
  const { decision } = play({ challenge, camera: honest({ random }), framesPerSecond: 1.9 })
  assert.equal(decision.verdict, 'inconclusive')
  assert.equal(decision.signals.find(({ name }) => name === 'quality')?.state, 'failed')
})

test('frames that no number distinguishes from a plane’s leave the depth unmeasured', () => {
  const alter = ({ observation, ...frame }: Frame): Frame => {
    const turned = Math.abs(observation.face!.pose.yawDegrees) > 15
    const rigidLandmarks = observation.face!.rigidLandmarks.map((value) => (turned ? 300 : value))
    return { ...frame, observation: { ...observation, face: { ...observation.face!, rigidLandmarks } } }
  }
  const { decision } = play({ challenge, camera: honest({ random }), alter })
  assert.equal(decision.verdict, 'inconclusive')
  assert.equal(decision.signals.find(({ name }) => name === 'depth')?.state, 'not_measured')
})

test('a turn too short to be measured does not complete its step: it is asked for again, in the time that is left, and done longer it does', () => {
  const camera: Camera = ({ shown, sinceMs, atMs }) => {
    const short = shown === 'turn_left' && sinceMs < 2_500
    const yawDegrees = short
      ? ([0, 12, 21, 12][Math.floor(Math.max(0, sinceMs - 800) / 200)] ?? 0)
      : answer(shown, sinceMs - 2_500).yawDegrees
    return observe({ yawDegrees: yawDegrees ?? 0, centerX: 320 + Math.sin(atMs / 700) }, { random })
  }
  const { decision, progress, tells } = play({ challenge: challengeOf('turn_left'), camera, framesPerSecond: 5 })
  assert.deepEqual(tells.filter(({ type }) => type !== 'guidance').slice(1), [
    { type: 'step', index: 1, asked: progress.asked, timeoutMs: 8000 },
    { type: 'step', index: 1, asked: progress.asked, timeoutMs: 6400 },
    { type: 'step_done', index: 1 },
    { type: 'end' },
  ])
  assert.ok(progress.completedSteps[1]!.completedAtMs - progress.completedSteps[1]!.shownAtMs > 3_000)
  assert.equal(decision.verdict, 'live')
})

/** The face that others are compared with, and another one at a place. */
const beside = (square: (now: Parameters<Camera>[0]) => FaceSquare | null): Camera => {
  const obeys = honest({ random })
  return (now) => {
    const other = square(now)
    return { ...obeys(now), faceCount: other ? 2 : 1, otherFaces: other ? [other] : [] }
  }
}

test('a poster on the wall, and a smaller face that passes behind, stop nobody', () => {
  const poster = play({ challenge, camera: beside(() => ({ centerX: 560, centerY: 120, size: 120 })) })
  assert.equal(poster.decision.verdict, 'live')
  const passing = play({
    challenge,
    camera: beside(({ frame }) =>
      frame > 15 && frame < 35 ? { centerX: 30 * (frame - 15), centerY: 200, size: 150 } : null,
    ),
  })
  assert.equal(passing.decision.verdict, 'live')
})

test('a second face as large stops the check while it is there, and one that moves with the first as well', () => {
  const large = (until: number) =>
    beside(({ frame }) => (frame < until ? { centerX: 60, centerY: 240, size: 200 } : null))
  assert.equal(play({ challenge, camera: large(9_999) }).progress.completedSteps.length, 0)
  assert.equal(play({ challenge, camera: large(40) }).decision.verdict, 'live')

  const onOnePicture = play({
    challenge,
    camera: ({ atMs }) => {
      const shift = 150 * Math.sin(atMs / 600)
      const seen = observe({ centerX: 320 + shift }, { random })
      return { ...seen, faceCount: 2, otherFaces: [{ centerX: 120 + shift, centerY: 240, size: 120 }] }
    },
  })
  assert.ok((onOnePicture.progress.faults.many_faces ?? 0) > 20)
})

test('a poster that is measured while the person is out of view is nobody else, and no jump', () => {
  const obeys = honest({ random })
  const poster = observe({ centerX: 590, centerY: 100, faceWidth: 100 }, { random, identity: 2 }).face
  const { decision, progress } = play({
    challenge,
    camera: (now) => (now.frame === 20 || now.frame === 21 ? { ...obeys(now), face: poster } : obeys(now)),
  })
  assert.equal(progress.faults.no_face, 2)
  assert.equal(decision.verdict, 'live')
})

test('a poster that was alone in view before the person came is forgotten', () => {
  const obeys = honest({ random })
  const poster = observe({ centerX: 560, centerY: 100, faceWidth: 110 }, { random, identity: 2 })
  const { decision, progress } = play({
    challenge,
    camera: (now) => {
      const seen = obeys(now)
      const alone = { ...poster, digest: seen.digest, luminanceGrid: seen.luminanceGrid, otherFaces: [] }
      if (now.frame < 8) return alone
      if (now.frame === 8) return { ...alone, faceCount: 2, otherFaces: [seen.face!.crop] }
      return { ...seen, faceCount: 2, otherFaces: [poster.face!.crop] }
    },
  })
  assert.ok(progress.attempt!.framesBefore.received > 8)
  assert.equal(decision.verdict, 'live')
})

test('a cut while no face is in view denies a pass and accuses nobody', () => {
  const obeys = honest({ random })
  const { decision } = play({
    challenge,
    camera: (now) => {
      const seen = obeys(now)
      if (now.frame === 20) return { ...seen, face: null, faceCount: 0 }
      const face = seen.face!
      return now.frame > 20 ? { ...seen, face: { ...face, box: { ...face.box, x: 480 } } } : seen
    },
  })
  assert.equal(decision.verdict, 'inconclusive')
  assert.equal(decision.signals.find(({ name }) => name === 'continuity')?.value, 0.5)
})
