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
    const inSmile = step!.index === 2 && step!.shownAtMs !== null && !step!.completed && step!.restFrames > 0
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

test('in a turn it is described until faces were compared', () => {
  const turning = plans().filter(({ progress: { step, continuity } }) => {
    return step?.index === 1 && step.shownAtMs !== null && Math.abs(continuity.last!.yawDegrees) > 5
  })
  const described = turning.filter(({ plan }) => plan.describe)
  assert.ok(described.length >= 1 && described.length <= 3, `${described.length} of ${turning.length}`)
  assert.ok(
    turning.every(({ plan, progress }) => plan.describe !== progress.step!.compared || progress.step!.completed),
  )
})

test('a second face is looked for at least in every sixth frame', () => {
  let since = 0
  for (const { plan } of plans()) {
    since = plan.detect ? 0 : since + 1
    assert.ok(since < 6)
  }
})
