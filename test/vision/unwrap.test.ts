import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import { lightChange } from '../../src/liveness/decision/light-change.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

const SIDE = 24
let pool: VisionPool
before(async () => {
  pool = openVisionPool({ modelFolder: NO_MODEL_FOLDER, workers: 1, queueFramesMax: 100, log: () => {} })
})
after(() => pool.close())

async function observe(given: Partial<DrawnSubject>, unwrap?: boolean) {
  const what = { crop: null, detect: true, describe: false, presentationAttack: false }
  return pool.observe({ bytes: await drawSubject(given), ...what, ...(unwrap === undefined ? {} : { unwrap }) })
}
const unwrapped = async (given: Partial<DrawnSubject>) => (await observe(given, true)).face!.unwrapped!

/** Mean luminance over the places of some columns. */
function meanOf(map: readonly number[], from: number, to: number): number {
  const values = map.filter((value, i) => value > 0 && i % SIDE >= from && i % SIDE < to)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

test('the light on a face is unwrapped only where that is asked for', async () => {
  for (const asked of [undefined, false]) assert.equal((await observe({}, asked)).face!.unwrapped, null)
  const map = await unwrapped({})
  assert.equal(map.length, SIDE * SIDE)
  assert.ok(map.every((value) => Number.isInteger(value) && value >= 0 && value <= 255))
  const skin = map.filter((value) => value > 0).length
  assert.ok(skin > 200 && skin < 340, `${skin} places`)
})

test('a face lit from one side is brighter there, whichever side it is', async () => {
  for (const lightFrom of [-1, 1]) {
    const map = await unwrapped({ lightFrom })
    const [own, other] =
      lightFrom > 0 ? [meanOf(map, 12, 24), meanOf(map, 0, 12)] : [meanOf(map, 0, 12), meanOf(map, 12, 24)]
    assert.ok(own > 1.15 * other, `${own} and ${other}`)
  }
})

test('the map stays the same where a face moves, comes nearer, leans, or is exposed otherwise', async () => {
  const rest = await unwrapped({ seed: 2 })
  const moved = [
    {},
    { centerX: 0.4, centerY: 0.55 },
    { faceSize: 0.7 },
    { rollDegrees: 12 },
    { light: 0.5 },
    { noise: 8 },
  ]
  for (const given of moved) {
    const change = lightChange(rest, await unwrapped(given))
    assert.ok(change < 0.025, `${JSON.stringify(given)}: ${change}`)
  }
})

test('it changes where a lit head turns, and what is turned away is not in it', async () => {
  for (const lightFrom of [0, 1])
    for (const yawDegrees of [-24, 24]) {
      const rest = await unwrapped({ lightFrom })
      const turned = await unwrapped({ lightFrom, yawDegrees })
      const change = lightChange(rest, turned)
      assert.ok(change > 0.05, `${change}`)
      const far = yawDegrees > 0 ? [12, 24] : [0, 12]
      const places = (map: readonly number[]) =>
        map.filter((value, i) => value > 0 && i % SIDE >= far[0]! && i % SIDE < far[1]!).length
      const near = (map: readonly number[]) => map.filter((value) => value > 0).length - places(map)
      const [lost, kept] = [places(rest) - places(turned), near(rest) - near(turned)]
      assert.ok(Math.max(lost, kept) > 20, `${lost} and ${kept} places`)
    }
})
