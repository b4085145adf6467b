import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { actions, drawChallenge, isTurn, movesMouth, STEPS_MAX } from '../../src/liveness/decision/challenge.ts'

/** A source of randomness that an attacker might like: any numbers, then the same again. */
const anySource = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((numbers) => {
  let next = 0
  return (limit: number) => numbers[next++ % numbers.length]! % limit
})

test('whatever the random source says, the person looks straight first, turns, moves the mouth where there is room for it, and repeats no movement', () => {
  fc.assert(
    fc.property(anySource, fc.integer({ min: 1, max: STEPS_MAX }), (randomBelow, count) => {
      const { steps } = drawChallenge(randomBelow, count)
      assert.equal(steps.length, count + 1)
      assert.equal(steps[0], 'look_straight')
      assert.ok(steps.some(isTurn))
      assert.ok(count === 1 || steps.some(movesMouth))
      assert.ok(steps.every((step, index) => step !== steps[index - 1]))
    }),
  )
})

test('whatever the random source says, every pause and every gap between surprises is within its bounds', () => {
  fc.assert(
    fc.property(anySource, (randomBelow) => {
      const { pausesMs, steps, surpriseGapsFrames } = drawChallenge(randomBelow, 3)
      assert.equal(pausesMs.length, steps.length)
      assert.ok(pausesMs.slice(1).every((pause) => pause >= 200 && pause < 800))
      assert.ok(surpriseGapsFrames.every((gap) => gap >= 1 && gap <= 12))
    }),
  )
})

test('every action can come at every place', () => {
  const seen = new Set<string>()
  for (let draw = 0; draw < 3000; draw++)
    drawChallenge(randomInt, 3).steps.forEach((step, index) => void seen.add(`${index} ${step}`))
  assert.equal(seen.size, 1 + 3 * actions.length)
})

test('each permitted order is as likely as any other', () => {
  const counts = new Map<string, number>()
  const draws = 20_000
  for (let draw = 0; draw < draws; draw++) {
    const { steps } = drawChallenge(randomInt, 3)
    counts.set(`${steps}`, (counts.get(`${steps}`) ?? 0) + 1)
  }
  // Of 6 · 5 · 5 orders without a repetition, those with a turn and a movement of the mouth among the three.
  assert.equal(counts.size, 80)
  const mean = draws / counts.size
  assert.ok([...counts.values()].every((count) => Math.abs(count - mean) < 6 * Math.sqrt(mean)))
})

test('who can move neither lips nor corners of the mouth is asked for turns, nods and blinks', () => {
  for (let draw = 0; draw < 300; draw++) {
    const { steps } = drawChallenge(randomInt, 3, ['smile', 'open_mouth'])
    assert.ok(steps.some(isTurn) && !steps.some(movesMouth))
  }
})

test('two actions alone are asked in turn', () => {
  const orders = new Set<string>()
  for (let draw = 0; draw < 100; draw++)
    orders.add(`${drawChallenge(randomInt, 3, ['turn_left', 'look_up', 'blink', 'open_mouth']).steps}`)
  assert.deepEqual([...orders].sort(), [
    'look_straight,smile,turn_right,smile',
    'look_straight,turn_right,smile,turn_right',
  ])
})

test('actions that a back end names are asked in its order', () => {
  assert.deepEqual(drawChallenge(randomInt, ['smile', 'turn_left']).steps, ['look_straight', 'smile', 'turn_left'])
})

test('what a person can’t do is neither drawn nor asked in place of another, and a turn stays', () => {
  const avoid = ['look_up', 'blink', 'turn_left', 'open_mouth'] as const
  for (let draw = 0; draw < 300; draw++) {
    const { steps, spares } = drawChallenge(randomInt, 4, avoid)
    assert.ok(steps.includes('turn_right'))
    assert.deepEqual([...spares!].sort(), ['smile', 'turn_right'])
    assert.ok(steps.slice(1).every((step) => step === 'smile' || step === 'turn_right'))
  }
})

test('every order of the spare actions is drawn', () => {
  const orders = new Set<string>()
  for (let draw = 0; draw < 20_000; draw++) orders.add(`${drawChallenge(randomInt, 1).spares}`)
  assert.equal(orders.size, 720)
})
