import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hint, Outcome } from '../../src/liveness/decision/outcome.ts'
import { policies, type SignalName, signalNames } from '../../src/liveness/decision/policy.ts'
import { reasonOf } from '../../src/liveness/decision/reason.ts'
import { decide } from '../../src/liveness/decision/verdict.ts'

const passing = Object.fromEntries(signalNames.map((name) => [name, 1])) as Record<SignalName, number>

test('the reason of a verdict is the signal that accuses, the hint, or the required signal that did not pass', () => {
  assert.equal(reasonOf(outcomeOf({}), null), 'none')
  assert.equal(reasonOf(outcomeOf({ depth: 0.001 }), null), 'depth')
  // Below its threshold, and not so far that it accuses: the other one does.
  assert.equal(reasonOf(outcomeOf({ depth: 0.02, freshness: 0.1 }), null), 'freshness')
  assert.equal(reasonOf(outcomeOf({ depth: 0.02 }), 'unclear'), 'depth')
  assert.equal(reasonOf(outcomeOf({ depth: 0.02 }), 'too_dark'), 'too_dark')
  assert.equal(reasonOf(outcomeOf({ quality: Number.NaN }), 'unclear'), 'quality')
})

test('of a session that only the advice on injected pictures denied the reason is that, and of one without a frame that nobody came', () => {
  const live = outcomeOf({})
  const denied: Outcome = { ...live, decision: { ...live.decision, verdict: 'inconclusive' } }
  assert.equal(reasonOf(denied, 'unclear'), 'injection')
  const unseen: Outcome = { ...outcomeOf({ challenge: 0.5 }), frames: { received: 0, used: 0, rejected: 0 } }
  assert.equal(reasonOf(unseen, 'step_timeout' satisfies Hint), 'no_frames')
})

function outcomeOf(values: Partial<Record<SignalName, number>>): Outcome {
  const measures = { values: { ...passing, ...values }, presentationAttackInstalled: true, reduced: false }
  return {
    decision: decide(measures as Parameters<typeof decide>[0], policies['standard-2']),
    injection: { state: 'unremarkable', observations: [] } as unknown as Outcome['injection'],
    steps: [],
    frames: { received: 40, used: 40, rejected: 0 },
  }
}
