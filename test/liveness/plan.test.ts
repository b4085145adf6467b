import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MeasurementPlan, planMeasurements } from '../../src/liveness/decision/plan-measurements.ts'
import type { Progress } from '../../src/liveness/decision/progress.ts'
import { seededRandom } from './measured-person.ts'
import { challengeOf, honest, play } from './play.ts'

const random = seededRandom(5)
const challenge = { ...challengeOf('turn_left', 'smile'), surpriseGapsFrames: [3, 5] }

/** What is planned before each frame of an honest session in which only what is planned is measured. */
function plans(camera = honest({ random })): { plan: MeasurementPlan; progress: Progress }[] {
  const planned: { plan: MeasurementPlan; progress: Progress }[] = []
  const { decision } = play({
    challenge,
    camera,
    alter: (frame, progress) => {
      const plan = planMeasurements(progress)
      planned.push({ plan, progress })
      const { face, faceCount } = frame.observation
      const seen = face && { ...face, description: plan.describe ? face.description : null }
      return { ...frame, observation: { ...frame.observation, faceCount: plan.detect ? faceCount : null, face: seen } }
    },
  })
  assert.equal(decision.verdict, 'live')
  return planned
}

test('the face is described when a step ends, when a face was lost, and at moments drawn beforehand', () => {
  const planned = plans()
  const afterAnswer = planned.filter(
    ({ progress: { step } }) => step && step.index > 0 && step.completed && step.restFrames === 1,
  )
  assert.ok(afterAnswer.length >= 2)
  assert.ok(afterAnswer.every(({ plan }) => plan.describe))

  const atRest = planned.filter(({ progress: { continuity } }) => Math.abs(continuity.last?.yawDegrees ?? 9) < 4)
  const surprised = atRest.filter(({ plan, progress: { continuity, step } }) => {
    const inSmile = step!.index === 2 && step!.shownAtMs !== null && !step!.completed && step!.extent <= 0.4
    return plan.describe && !continuity.due && inSmile
  })
  assert.ok(surprised.length > 0, 'at rest, while nothing calls for it')
  for (const { progress } of surprised) {
    const { described, framesSinceDescribed } = progress.continuity
    assert.ok(framesSinceDescribed >= challenge.surpriseGapsFrames[described % 2]!)
  }

  const person = honest({ random })
  const losing = plans((now) => (now.frame === 15 ? { ...person(now), face: null, faceCount: 0 } : person(now)))
  assert.equal(losing[16]!.progress.continuity.due, true)
})

test('a face is described in every frame of a turn from 8 to 25 degrees, there and back', () => {
  const planned = plans()
  const yawOf = (at: number) => planned[at + 1]?.progress.continuity.last?.yawDegrees ?? 0
  const inTurn = planned.flatMap(({ plan, progress: { step } }, at) => {
    const yaw = yawOf(at)
    return step?.index === 1 && step.shownAtMs !== null && yaw > 9 && yaw < 24
      ? [{ described: plan.describe, yaw }]
      : []
  })
  assert.ok(inTurn.length >= 6, `${inTurn.length} frames`)
  // The first of them may come after a frame at rest, which does not foretell it.
  assert.ok(
    inTurn.slice(1).every(({ described }) => described),
    JSON.stringify(inTurn),
  )
  const comparisons = planned.findLast(({ progress: { step } }) => step?.index === 1)!.progress.step!.comparisons
  assert.ok(comparisons >= 5, `${comparisons} compared`)
})

test('a face is described three times in the course of a smile', () => {
  const { progress } = plans().at(-1)!
  assert.equal(progress.step!.index, 2)
  assert.equal(progress.step!.comparisons, 3)
})

test('presentation-attack models look at a few frames of positioning and at moments all through the session', () => {
  const gaps = Array.from({ length: 32 }, (_, index) => 1 + (index % 3))
  const looked: number[] = []
  const camera = honest({ random })
  play({
    challenge: { ...challengeOf('turn_left', 'smile', 'look_up'), surpriseGapsFrames: gaps },
    camera,
    presentationAttackInstalled: true,
    alter: (frame, progress) => {
      const { describe, presentationAttack } = planMeasurements(progress)
      if (presentationAttack) looked.push(progress.step?.index ?? 0)
      const { face } = frame.observation
      const description = describe ? face!.description : null
      const seen = { ...face!, description, bonaFideScore: presentationAttack ? 0.9 : null }
      return { ...frame, observation: { ...frame.observation, face: seen } }
    },
  })
  const perStep = [0, 1, 2, 3].map((index) => looked.filter((step) => step === index).length)
  assert.ok(perStep[0]! <= 3 && perStep.slice(1).every((count) => count >= 1), `${perStep}`)
})

test('a second face is looked for at least in every sixth frame', () => {
  let since = 0
  for (const { plan } of plans()) {
    since = plan.detect ? 0 : since + 1
    assert.ok(since < 6)
  }
})
