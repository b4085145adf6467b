import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightChange, lightSpread } from '../../src/liveness/decision/light-change.ts'
import { planMeasurements } from '../../src/liveness/decision/plan-measurements.ts'
import { findPolicy } from '../../src/liveness/decision/policy.ts'
import { measureShading } from '../../src/liveness/decision/shading.ts'
import { measureSignals } from '../../src/liveness/decision/signals.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { seededRandom } from './measured-person.ts'
import { challengeOf, honest, type Played, play } from './play.ts'

const SIDE = 24
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** A round head, its skin mottled, in the light of a window: what a camera finds on it, turned by so much. */
function map({
  yaw = 0,
  exposure = 1,
  painted = false,
  ambient = 0.5,
}: {
  yaw?: number
  exposure?: number
  painted?: boolean
  ambient?: number
}): number[] {
  const random = seededRandom(3)
  return Array.from({ length: SIDE * SIDE }, (_, place) => {
    const [across, down] = [((place % SIDE) + 0.5) / SIDE - 0.5, (Math.floor(place / SIDE) + 0.5) / SIDE - 0.5]
    const skin = 100 + 30 * random()
    const longitude = radians(across * 150)
    const seen = Math.hypot(across, down) < 0.48 && Math.cos(longitude + radians(yaw)) > 0.4
    const lit = ambient + (1.1 - ambient) * Math.max(0, Math.cos(longitude + radians(painted ? 0 : yaw) - radians(40)))
    return seen ? Math.max(1, Math.round(skin * lit * exposure)) : 0
  })
}

/** A session in which each frame is unwrapped so. */
function playUnwrapped(unwrap: (face: FaceObservation) => readonly number[] | null | undefined): Played {
  const challenge = challengeOf('turn_left', 'smile', 'turn_right')
  return play({
    challenge,
    camera: honest({ random: seededRandom(5) }),
    alter: (frame, progress) => {
      const { face } = frame.observation
      const unwrapped = face && planMeasurements(progress).unwrap ? unwrap(face) : null
      return { ...frame, observation: { ...frame.observation, face: face && { ...face, unwrapped } } as never }
    },
  })
}
const signalOf = ({ decision }: Played) => decision.signals.find(({ name }) => name === 'shading')!

test('a head whose light changes as it turns passes, at any exposure', () => {
  for (const exposure of [1, 0.6]) {
    const played = playUnwrapped(({ pose }) =>
      map({ yaw: pose.yawDegrees, exposure: pose.yawDegrees > 9 ? exposure : 1 }),
    )
    assert.equal(played.decision.verdict, 'live')
    assert.deepEqual([signalOf(played).state, signalOf(played).required], ['passed', true])
  }
})

test('a photo that turns with its light painted on is denied, and not called a spoof', () => {
  const played = playUnwrapped(({ pose }) => map({ yaw: pose.yawDegrees, painted: true }))
  assert.equal(played.decision.verdict, 'inconclusive')
  assert.deepEqual([signalOf(played).state, signalOf(played).required], ['failed', true])
  assert.ok(signalOf(played).value! < 0.02)
})

test('nobody is denied for light that was not measured', () => {
  for (const unwrapped of [null, undefined, new Array<number>(SIDE * SIDE).fill(0)]) {
    const played = playUnwrapped(() => unwrapped)
    assert.equal(played.decision.verdict, 'live')
    assert.deepEqual([signalOf(played).state, signalOf(played).required], ['not_measured', false])
  }
})

test('standard-1 does not know it', () => {
  const { progress } = playUnwrapped(({ pose }) => map({ yaw: pose.yawDegrees, painted: true }))
  const { values } = measureSignals(progress, findPolicy('standard-1')!)
  assert.equal(values.shading, null)
})

test('the light is unwrapped in the first frames at rest and in the turns, and nowhere else', () => {
  const asked: string[] = []
  const challenge = challengeOf('smile', 'turn_left', 'open_mouth')
  play({
    challenge,
    camera: honest({ random: seededRandom(5) }),
    alter: (frame, progress) => {
      const plan = planMeasurements(progress)
      const { step } = progress
      if (plan.unwrap) asked.push(step!.shownAtMs === null ? 'pause' : challenge.steps[step!.index]!)
      const { face } = frame.observation
      const unwrapped = plan.unwrap ? map({ yaw: face!.pose.yawDegrees }) : null
      return { ...frame, observation: { ...frame.observation, face: face && { ...face, unwrapped } } }
    },
  })
  const atRest = asked.indexOf('turn_left')
  assert.ok(atRest >= 5 && atRest <= 7, asked.join(' '))
  assert.ok(
    asked.slice(atRest).every((moment) => moment === 'turn_left'),
    asked.join(' '),
  )
  assert.ok(asked.length - atRest > 5)
})

test('a change of light is a change of its distribution, not of exposure', () => {
  const rest = map({})
  assert.equal(lightChange(rest, rest), 0)
  assert.ok(lightChange(rest, map({ exposure: 0.5 })) < 0.01)
  assert.ok(lightChange(rest, map({ yaw: 20 })) > 0.05)
  assert.ok(lightChange(rest, map({ yaw: 20, painted: true })) < 0.01)
  const glare = map({}).map((value, i) => ([200, 201, 224, 225].includes(i) ? 255 : value))
  assert.ok(lightChange(rest, glare) < 0.05, 'a reflection in a few places is not the light on the face')
})

test('maps that share too few places, or are of another size, are not compared', () => {
  const rest = map({})
  const half = rest.map((value, i) => (i < 300 ? 0 : value))
  assert.ok(
    Number.isNaN(
      lightChange(
        half,
        rest.map((value, i) => (i < 300 ? value : 0)),
      ),
    ),
  )
  assert.ok(Number.isNaN(lightChange(rest, [])))
  assert.ok(Number.isNaN(lightChange([], rest)))
})

test('light is the more directed the more it falls from one side, whatever the exposure', () => {
  const even = map({ ambient: 0.9 })
  assert.ok(lightSpread(even) < 0.1, `${lightSpread(even)}`)
  const directed = map({ ambient: 0.1 })
  assert.ok(lightSpread(directed) > 0.2, `${lightSpread(directed)}`)
  assert.ok(Math.abs(lightSpread(map({ ambient: 0.1, exposure: 0.5 })) - lightSpread(directed)) < 0.02)
  assert.ok(Number.isNaN(lightSpread(new Array<number>(SIDE * SIDE).fill(0))))
})

test('in directed light a turn has to change more', () => {
  const known = { restFrames: 5, changes: [0.04, 0.04], changesBeyond: [] }
  assert.equal(measureShading({ ...known, rest: map({ ambient: 0.9 }) }), 0.04)
  assert.ok(measureShading({ ...known, rest: map({ ambient: 0 }) })! < 0.025)
  assert.equal(measureShading({ ...known, rest: map({}), changes: [0.04] }), null)
  assert.equal(measureShading({ ...known, rest: null }), null)
})

test('beyond 25 degrees, where nobody knows whose head it is, light counts only where it has to', () => {
  const known = { rest: map({ ambient: 0.9 }), restFrames: 5, changesBeyond: [0.1, 0.1, 0.1, 0.1] }
  assert.equal(measureShading({ ...known, changes: [0.01, 0.01] }), 0.01)
  assert.equal(measureShading({ ...known, changes: [0.01] }), 0.1)
})
