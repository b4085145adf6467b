import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DRAWN_PEOPLE } from '../../examples/drawn-people.ts'
import { type DrawnIdentity, type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import { similarity } from '../../src/liveness/decision/similarity.ts'
import { engine } from '../engine.ts'

/**
 * Likeness (cosine of two descriptions) as measured:
 *
 * |                                  | real people              | drawn people             |
 * | two different ones at rest       | at most .577, median .39 | .302 to .532, median .428 |
 * | one of them in another picture   | .85 to .98               | .98 and more             |
 * | in light from the side, or .6    |                          | .95 and more, .90 and more |
 * | turned by 20 degrees             | .67 to .91               | .85 to .96               |
 * | smiling                          | .59 and more             | .90 and more             |
 * | talking                          |                          | .79 to .90               |
 */
const REAL_DIFFERENT_PEOPLE_MAX = 0.577
const REAL_DIFFERENT_PEOPLE_MEDIAN = 0.39

const people = Object.entries<DrawnIdentity>(DRAWN_PEOPLE)
const atRest = new Map(
  await Promise.all(people.map(async ([name, identity]) => [name, await describe({ identity })] as const)),
)

async function describe(subject: Partial<DrawnSubject>): Promise<readonly number[]> {
  const bytes = await drawSubject(subject)
  const { face } = await engine.observe({ bytes, crop: null, detect: true, describe: true, presentationAttack: false })
  return face?.description ?? []
}

test('drawn people differ as real people do', () => {
  const pairs = people.flatMap(([one], i) =>
    people.slice(0, i).map(([other]) => similarity(atRest.get(one)!, atRest.get(other)!)),
  )
  pairs.sort((a, b) => a - b)
  assert.equal(pairs.length, 28)
  assert.ok(pairs.at(-1)! < REAL_DIFFERENT_PEOPLE_MAX, `the most alike ${pairs.at(-1)}`)
  const median = pairs[pairs.length / 2]!
  assert.ok(Math.abs(median - REAL_DIFFERENT_PEOPLE_MEDIAN) < 0.05, `median ${median}`)
  const below = pairs.filter((likeness) => likeness < 0.5).length
  assert.ok(below >= 24, `${below} of ${pairs.length} pairs below .5`)
})

const SITUATIONS: Readonly<Record<string, Partial<DrawnSubject>>> = {
  'in another picture': { seed: 2, centerX: 0.52 },
  'in little light': { light: 0.6 },
  'in light from one side': { lightFrom: -0.5 },
  'turned to the left': { yawDegrees: 20 },
  'turned to the right': { yawDegrees: -20 },
  smiling: { smile: 1 },
  'with much noise': { noise: 8 },
}

for (const [situation, given] of Object.entries(SITUATIONS))
  test(`drawn people are alike to themselves ${situation}`, async () => {
    for (const [name, identity] of people) {
      const likeness = similarity(atRest.get(name)!, await describe({ ...given, identity }))
      assert.ok(likeness > 0.8, `${name}: ${likeness}`)
    }
  })
