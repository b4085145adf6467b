import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bootstrapOverSubjects } from '../../src/evaluation/bootstrap.ts'
import { clopperPearson, incompleteBeta } from '../../src/evaluation/clopper-pearson.ts'
import { normalDeviate } from '../../src/evaluation/normal-deviate.ts'

/** By scipy.stats.beta.ppf. */
const KNOWN: [count: number, of: number, low: number, high: number][] = [
  [0, 10, 0, 0.3084971078187607],
  [10, 10, 0.6915028921812392, 1],
  [5, 10, 0.18708602844739855, 0.8129139715526015],
  [7, 9, 0.39990642628368783, 0.9718550265221018],
  [1, 600, 4.2195456387170086e-5, 0.009250772279374587],
  [113, 600, 0.15781342538870116, 0.2219572108355515],
  [3, 250_000, 2.4746953283276702e-6, 3.506868777497799e-5],
]

for (const [count, of, low, high] of KNOWN)
  test(`the exact interval of ${count} in ${of} is what others compute`, () => {
    const interval = clopperPearson(count, of)
    assert.ok(Math.abs(interval[0] - low) < 1e-9 && Math.abs(interval[1] - high) < 1e-9, String(interval))
  })

test('of nothing the exact interval says nothing', () => {
  assert.deepEqual(clopperPearson(0, 0), [0, 1])
})

test('the incomplete beta function has its textbook values', () => {
  assert.ok(Math.abs(incompleteBeta(0.5, 2, 3) - 0.6875) < 1e-12)
  assert.ok(Math.abs(incompleteBeta(0.3, 1, 1) - 0.3) < 1e-12)
  assert.equal(incompleteBeta(0, 2, 3), 0)
  assert.equal(incompleteBeta(1, 2, 3), 1)
})

test('the scale of DET axes is that of the normal deviate', () => {
  for (const [share, deviate] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
  ] as const)
    assert.ok(Math.abs(normalDeviate(share) - deviate) < 1e-8)
  assert.equal(normalDeviate(0), Number.NEGATIVE_INFINITY)
})

test('a bootstrap with the same seed gives the same interval, with another seed another', () => {
  const counts = [[0, 3, 10, 1, 7, 2, 2, 9]]
  const of = [10, 10, 10, 10, 10, 10, 10, 10]
  const [first] = bootstrapOverSubjects(counts, of, 1)
  assert.deepEqual(bootstrapOverSubjects(counts, of, 1), [first])
  assert.notDeepEqual(bootstrapOverSubjects(counts, of, 2), [first])
})

test('where subjects differ, a bootstrap over them is wider than the interval of independent sessions', () => {
  const [interval] = bootstrapOverSubjects([[50, 0, 0, 0, 50, 0]], [50, 50, 50, 50, 50, 50], 1)
  const [low, high] = clopperPearson(100, 300)
  assert.ok(interval![0] < low && interval![1] > high, String(interval))
})

test('of one subject a bootstrap says nothing', () => {
  assert.deepEqual(bootstrapOverSubjects([[3]], [10], 1), [[0, 1]])
})

test('several rates of one bootstrap are each their own, and what never happened never comes up', () => {
  const [never, always, some] = bootstrapOverSubjects(
    [
      [0, 0, 0],
      [5, 4, 6],
      [0, 4, 1],
    ],
    [5, 4, 6],
    3,
  )
  assert.deepEqual(
    [never, always],
    [
      [0, 0],
      [1, 1],
    ],
  )
  assert.ok(some![0] >= 0 && some![0] < some![1] && some![1] <= 1)
})
