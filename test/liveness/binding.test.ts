import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { advance } from '../../src/liveness/decision/advance.ts'
import { collectSample, takeBaseline } from '../../src/liveness/decision/baseline.ts'
import { type Challenge, drawChallenge, isTurn } from '../../src/liveness/decision/challenge.ts'
import type { EvidenceKind } from '../../src/liveness/decision/choose-evidence.ts'
import { compareFace } from '../../src/liveness/decision/compare-face.ts'
import { hintOf } from '../../src/liveness/decision/conclude.ts'
import { planMeasurements } from '../../src/liveness/decision/plan-measurements.ts'
import { enterStep } from '../../src/liveness/decision/step.ts'
import { observe, seededRandom } from './measured-person.ts'
import { answer, type Camera, challengeOf, openSession, play } from './play.ts'

const random = seededRandom(7)
const [ATTACKER, VICTIM] = [0, 3]

/** A session in which only what is planned is measured, and of whom each picture is that is kept. */
function playPlanned(
  challenge: Challenge,
  camera: (now: Parameters<Camera>[0]) => { who: number; posture: object | null },
) {
  const kept: { kind: EvidenceKind; who: number }[] = []
  let shownTo = ATTACKER
  const played = play({
    challenge,
    camera: (now) => {
      const { who, posture } = camera(now)
      shownTo = who
      const observation = observe(posture ?? {}, { identity: who, random })
      if (!posture) return { ...observation, faceCount: 0, face: null }
      if (who === ATTACKER) return observation
      // Whoever wants a picture kept takes a good one.
      const face = observation.face!
      return { ...observation, face: { ...face, quality: { ...face.quality, sharpness: 900, faceSize: 0.6 } } }
    },
    alter: (frame, progress) => {
      const { describe } = planMeasurements(progress)
      const { face } = frame.observation
      const seen = face && { ...face, description: describe ? face.description : null }
      const planned = { ...frame, observation: { ...frame.observation, face: seen } }
      const { keep } = advance(progress, planned)
      if (keep) kept.push({ kind: keep, who: shownTo })
      return planned
    },
  })
  return { ...played, kept }
}

const sway = (atMs: number) => Math.sin(atMs / 700) * 1.5

test('whose portrait is kept is the person who moved: another’s shown after each step never is', () => {
  for (let session = 0; session < 60; session++) {
    let since: { at: number; shown: unknown } = { at: 0, shown: 'look_straight' }
    const { kept, progress } = playPlanned(drawChallenge(randomInt, 3), ({ shown, sinceMs, atMs, frame }) => {
      if (since.shown !== shown) since = { at: frame, shown }
      const showsVictim = shown === null && frame - since.at < 4
      const posture = { ...answer(shown, sinceMs % 3500), centerX: 320 + sway(atMs) }
      return showsVictim ? { who: VICTIM, posture: {} } : { who: ATTACKER, posture }
    })
    assert.ok(progress.ended)
    assert.deepEqual(
      kept.filter(({ who }) => who === VICTIM),
      [],
    )
  }
})

test('a portrait of who was in view before positioning began anew is replaced, however poor the next one is', () => {
  const { kept, decision } = playPlanned(challengeOf('turn_left', 'smile'), ({ shown, sinceMs, atMs, frame }) => {
    if (frame < 6) return { who: VICTIM, posture: { centerX: 320 + sway(atMs) } }
    if (frame === 6) return { who: ATTACKER, posture: null }
    const { yawDegrees = 0, ...posture } = answer(shown, sinceMs % 3500)
    const aside = { yawDegrees: yawDegrees + 9, pitchDegrees: 18.8 }
    return { who: ATTACKER, posture: { ...posture, ...aside, centerX: 320 + sway(atMs) } }
  })
  assert.equal(decision.verdict, 'live')
  const portraits = kept.filter(({ kind }) => kind === 'portrait').map(({ who }) => who)
  assert.equal(portraits[0], VICTIM)
  assert.equal(portraits.at(-1), ATTACKER)
})

test('a portrait and one audit image a step are kept of an honest session, each of a frame that was compared', () => {
  const { kept, decision } = playPlanned(challengeOf('turn_left', 'smile', 'blink'), ({ shown, sinceMs, atMs }) => {
    const posture = answer(shown, sinceMs % 3500)
    return { who: ATTACKER, posture: { ...posture, centerX: 320 + sway(atMs) } }
  })
  assert.equal(decision.verdict, 'live')
  assert.equal(kept.filter(({ kind }) => kind === 'audit').length, 3)
  assert.ok(kept.some(({ kind }) => kind === 'portrait'))
})

test('a face that is another’s from 15 degrees of a turn on does not pass', () => {
  for (let session = 0; session < 20; session++) {
    const { decision, progress } = playPlanned(drawChallenge(randomInt, 3), ({ shown, sinceMs, atMs }) => {
      const posture = answer(shown, sinceMs % 3500)
      const moved = Math.abs(posture.yawDegrees ?? 0)
      const who = shown !== null && isTurn(shown) && moved > 15 ? ATTACKER : VICTIM
      return { who, posture: { ...posture, centerX: 320 + sway(atMs) } }
    })
    assert.equal(decision.verdict, 'inconclusive')
    assert.ok(decision.signals.some(({ name, state }) => name === 'continuity' && state === 'failed'))
    assert.equal(hintOf(progress), 'unclear')
  }
})

test('another’s smile, mouth or nod does not pass, and accuses nobody', () => {
  for (const action of ['smile', 'open_mouth', 'look_up'] as const) {
    const { decision } = playPlanned(challengeOf('turn_left', action), ({ shown, sinceMs, atMs }) => {
      const posture = answer(shown, sinceMs % 3500)
      const half = { smile: posture.smile ?? 0, jaw: posture.jaw ?? 0, nod: (posture.pitchDegrees ?? 0) / 20 }
      const moves = Math.max(half.smile, half.jaw, half.nod) > 0.5
      return { who: moves ? ATTACKER : VICTIM, posture: { ...posture, centerX: 320 + sway(atMs) } }
    })
    assert.equal(decision.verdict, 'inconclusive', action)
  }
})

test('one frame of several in a turn is excused, and not more', () => {
  const withUnlike = (count: number) => {
    let unlike = 0
    return play({
      challenge: challengeOf('turn_left', 'smile'),
      camera: (now) => {
        const posture = answer(now.shown, now.sinceMs % 3500)
        const moves = Math.abs(posture.yawDegrees ?? 0) > 12 && Math.abs(posture.yawDegrees ?? 0) < 22
        return observe(posture, { random, identity: moves && unlike++ < count ? VICTIM : ATTACKER })
      },
    }).decision.verdict
  }
  assert.equal(withUnlike(1), 'live')
  assert.equal(withUnlike(2), 'inconclusive')
})

test('stills of which one shows the head half way are no turn, however often they are shown', () => {
  const still = ({ shown, sinceMs, atMs }: Parameters<Camera>[0]) => {
    const way = Math.abs(answer(shown, sinceMs % 3500).yawDegrees ?? 0) / 33
    const yawDegrees = way < 0.25 ? 0 : way < 0.75 ? 15 : 33
    return observe({ ...answer(shown, sinceMs % 3500), yawDegrees, centerX: 320 + sway(atMs) }, { random })
  }
  const { progress, decision, tells } = play({ challenge: challengeOf('turn_left', 'smile'), camera: still })
  assert.ok(tells.some((tell) => tell.type === 'guidance' && tell.code === 'slower'))
  assert.equal(progress.ended, 'step_timeout')
  assert.equal(decision.verdict, 'inconclusive')
})

test('a mouth that is another’s in the one frame in which it opens does not pass', () => {
  let [shownMs, opened] = [0, -1]
  const { decision } = playPlanned(challengeOf('turn_left', 'open_mouth'), ({ shown, sinceMs, atMs, frame }) => {
    if (shown !== 'open_mouth') return { who: VICTIM, posture: answer(shown, sinceMs % 3500) }
    if (sinceMs < shownMs) opened = -1
    shownMs = sinceMs
    if (opened < 0 && sinceMs >= 600) opened = frame
    const opens = (frame - opened) % 20 === 0
    return { who: opens ? ATTACKER : VICTIM, posture: { jaw: opens ? 1 : 0, centerX: 320 + sway(atMs) } }
  })
  assert.equal(decision.verdict, 'inconclusive')
})

test('who turns quickly passes', () => {
  const quick: Camera = ({ shown, sinceMs, atMs }) => {
    const posture = answer(shown, sinceMs % 3500)
    const inTry = sinceMs % 2500
    const way = Math.max(0, Math.min(1, (inTry - 450) / 300, (1_350 - inTry) / 300))
    const yawDegrees = shown === 'turn_left' ? 33 * way + sway(atMs) : sway(atMs)
    return observe({ ...posture, yawDegrees, centerX: 320 + sway(atMs) }, { random })
  }
  const played = Array.from({ length: 20 }, () =>
    play({ challenge: drawChallenge(randomInt, 3, ['turn_right']), camera: quick, framesPerSecond: 8 }),
  )
  assert.ok(played.filter(({ decision }) => decision.verdict === 'live').length >= 18)
})

test('whether a picture is kept goes by the likeness as measured, in a movement too', () => {
  const opened = openSession(challengeOf('turn_left'))
  const at = (yawDegrees: number) => observe({ yawDegrees }, { random }).face!
  const samples = Array.from({ length: 6 }, (_, index) => index * 100).reduce(
    (collected, atMs) => collectSample(collected, at(0), atMs),
    [] as ReturnType<typeof collectSample>,
  )
  const progress = {
    ...opened,
    baseline: takeBaseline(samples)!,
    step: { ...enterStep(1, 0, []), shownAtMs: 0 },
  }
  const reference = { ...progress.continuity, reference: [1, 0] }
  const compared = compareFace(progress, reference, { ...at(15), description: [0.62, Math.sqrt(1 - 0.62 ** 2)] }, false)
  assert.equal(compared.step.comparisons, 1)
  assert.ok(Math.abs(compared.likeness! - 0.62) < 1e-9, `${compared.likeness}`)
})
