import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_POLICY, findPolicy, type SignalName, signalNames } from '../../src/liveness/decision/policy.ts'
import { decide } from '../../src/liveness/decision/verdict.ts'

const best: Record<SignalName, number | null> = {
  challenge: 1,
  depth: 0.2,
  shading: 0.1,
  continuity: 0.9,
  freshness: 1,
  passive_pad: 0.9,
  quality: 1,
}
const judge = (change: Partial<Record<SignalName, number | null>>, presentationAttackInstalled = true) =>
  decide({ values: { ...best, ...change }, presentationAttackInstalled, reduced: false }, DEFAULT_POLICY)

const standard1 = findPolicy('standard-1')!

const anyValue = fc.oneof(
  fc.double({ min: -2, max: 2 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null),
)
const anyValues = fc.record(
  Object.fromEntries(signalNames.map((name) => [name, anyValue])) as Record<SignalName, typeof anyValue>,
)

test('nothing is live unless every required signal is a number at or above its threshold', () => {
  fc.assert(
    fc.property(anyValues, fc.boolean(), (values, presentationAttackInstalled) => {
      const { verdict, score } = decide({ values, presentationAttackInstalled, reduced: false }, DEFAULT_POLICY)
      const measured = (name: SignalName) => values[name] !== null && Number.isFinite(values[name])
      const required = signalNames.filter(
        (name) =>
          (name !== 'passive_pad' || presentationAttackInstalled) && (name !== 'shading' || measured('shading')),
      )
      const passed = required.every((name) => {
        const value = values[name]
        return value !== null && Number.isFinite(value) && value >= DEFAULT_POLICY.rules[name].threshold
      })
      if (verdict === 'live') assert.ok(passed)
      if (!passed) assert.notEqual(verdict, 'live')
      assert.equal(score >= 0.5, passed)
      assert.ok(score >= 0 && score <= 1)
    }),
    { numRuns: 2000 },
  )
})

test('each signal but shading alone keeps a session from being live: low, missing, or not a number', () => {
  for (const name of signalNames.filter((one) => one !== 'shading'))
    for (const value of [-1, null, Number.NaN, Number.POSITIVE_INFINITY])
      assert.notEqual(judge({ [name]: value }).verdict, 'live', `${name} ${value}`)
})

test('light that does not change on a turned head denies and accuses nobody, and denies nothing unmeasured', () => {
  assert.equal(judge({ shading: 0.02 }).verdict, 'inconclusive')
  assert.equal(judge({ shading: 0 }).verdict, 'inconclusive')
  for (const shading of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
    const decision = judge({ shading })
    assert.equal(decision.verdict, 'live')
    const signal = decision.signals.find(({ name }) => name === 'shading')
    assert.deepEqual([signal?.state, signal?.required], ['not_measured', false])
  }
  assert.equal(
    decide({ values: { ...best, shading: 0 }, presentationAttackInstalled: true, reduced: false }, standard1).verdict,
    'live',
  )
})

test('a step not completed or a poor picture is inconclusive, never a spoof', () => {
  assert.equal(judge({ challenge: 0.75 }).verdict, 'inconclusive')
  assert.equal(judge({ challenge: 0 }).verdict, 'inconclusive')
  assert.equal(judge({ quality: 0 }).verdict, 'inconclusive')
})

test('movements before they were asked for, flatness, another face, old pictures and the models each say spoof', () => {
  assert.equal(judge({ challenge: -1 }).verdict, 'spoof')
  for (const name of ['depth', 'continuity', 'freshness', 'passive_pad'] as const)
    assert.equal(judge({ [name]: 0 }).verdict, 'spoof', name)
})

test('what is missing or not a number accuses nobody', () => {
  for (const name of signalNames)
    for (const value of [null, Number.NaN]) {
      const expected = name === 'shading' ? 'live' : 'inconclusive'
      assert.equal(judge({ [name]: value }).verdict, expected, name)
    }
})

test('without installed presentation-attack models that signal is not measured, not required, and said so', () => {
  const decision = judge({ passive_pad: null }, false)
  assert.equal(decision.verdict, 'live')
  assert.equal(decision.assurance, 'active')
  const signal = decision.signals.find(({ name }) => name === 'passive_pad')
  assert.deepEqual(signal, {
    name: 'passive_pad',
    state: 'not_measured',
    value: null,
    threshold: DEFAULT_POLICY.rules.passive_pad.threshold,
    required: false,
  })
})

test('a policy is found by its name only', () => {
  assert.equal(findPolicy('standard-1')?.name, 'standard-1')
  assert.equal(findPolicy('toString'), undefined)
})
