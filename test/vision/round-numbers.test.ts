import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { roundNumbers } from '../../src/vision/round-numbers.ts'

test('numbers are rounded to four decimals, wherever they are in a value', () => {
  const value = { a: 1.23456, list: [0.00004, -2.00006], part: { b: null, text: '1.23456', yes: true } }
  const rounded = { a: 1.2346, list: [0, -2.0001], part: { b: null, text: '1.23456', yes: true } }
  assert.deepEqual(roundNumbers(value), rounded)
})

test('a rounded value equals itself after it was stored as JSON', () => {
  const anything = fc.anything({
    withNullPrototype: false,
    values: [fc.double(), fc.integer(), fc.string(), fc.boolean()],
  })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anything), (value) => {
      const plain = JSON.parse(JSON.stringify(value))
      const rounded = roundNumbers(plain)
      assert.deepEqual(JSON.parse(JSON.stringify(rounded)), rounded)
    }),
  )
})

test('every number is rounded as it would be on its way through JSON', () => {
  const throughJson = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'number' ? Math.round(part * 1e4) / 1e4 : part)))
  for (const value of [-0, -0.00001, Number.NaN, Number.POSITIVE_INFINITY, 1e305])
    assert.deepEqual(roundNumbers([value]), throughJson([value]))
  fc.assert(fc.property(fc.array(fc.double()), (values) => assert.deepEqual(roundNumbers(values), throughJson(values))))
})
