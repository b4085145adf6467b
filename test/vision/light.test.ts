import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DRAWN_IDENTITIES, type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import { findFault } from '../../src/liveness/decision/guidance.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { observe as observeEarlier } from '../liveness/measured-person.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

let pool: VisionPool
before(async () => {
  pool = openVisionPool({ modelFolder: NO_MODEL_FOLDER, workers: 1, queueFramesMax: 100, log: () => {} })
})
after(() => pool.close())

async function observe(given: Partial<DrawnSubject>): Promise<Observation> {
  const bytes = await drawSubject(given)
  return pool.observe({ bytes, crop: null, detect: true, describe: false, presentationAttack: false })
}

async function qualityOf(given: Partial<DrawnSubject>) {
  const { contrast, grain, detail } = (await observe(given)).face!.quality
  return { contrast: contrast!, grain: grain!, detail: detail! }
}

for (const [name, identity] of Object.entries(DRAWN_IDENTITIES)) {
  test(`${name} is lit well enough in a quarter of the light, and as it goes out is said to be too dark`, async () => {
    for (const light of [1, 0.5, 0.35, 0.25]) assert.equal(findFault(await observe({ identity, light })), null)
    const faults: (string | null)[] = []
    for (const light of [0.1, 0.07, 0.05, 0.045, 0.04, 0.035])
      faults.push(findFault(await observe({ identity, light, noise: 3 })))
    assert.equal(
      faults.find((fault) => fault !== null),
      'too_dark',
    )
  })

  test(`${name} is lit well enough from one side`, async () => {
    for (const lightFrom of [-1, 1]) assert.equal(findFault(await observe({ identity, lightFrom })), null)
  })

  test(`${name} is sharp enough a little out of focus, and blurred far out of it`, async () => {
    for (const blurPixels of [1, 3]) assert.equal(findFault(await observe({ identity, blurPixels })), null)
    assert.equal(findFault(await observe({ identity, blurPixels: 12 })), 'blurred')
  })
}

test('a face is too bright where light drowns it, not where it is fair', async () => {
  assert.equal(findFault(await observe({ identity: DRAWN_IDENTITIES.subjectC, light: 1.3 })), null)
  assert.equal(findFault(await observe({ identity: DRAWN_IDENTITIES.subjectB, light: 1.93 })), 'too_bright')
})

test('contrast follows the light, and detail neither the light nor the noise', async () => {
  const plain = await qualityOf({ noise: 2 })
  const dark = await qualityOf({ noise: 2, light: 0.3 })
  const noisy = await qualityOf({ noise: 12 })
  const blurred = await qualityOf({ noise: 2, blurPixels: 4 })
  assert.ok(Math.abs(dark.contrast / plain.contrast - 0.3) < 0.05, `${dark.contrast} of ${plain.contrast}`)
  for (const { detail } of [dark, noisy]) assert.ok(Math.abs(detail / plain.detail - 1) < 0.1, `${detail}`)
  assert.ok(blurred.detail < 0.7 * plain.detail)
})

test('grain follows the noise, and neither edges nor blur', async () => {
  const grains = await Promise.all([4, 8, 16].map(async (noise) => (await qualityOf({ noise, jpegQuality: 95 })).grain))
  assert.ok(Math.abs(grains[1]! / grains[0]! - 2) < 0.4 && Math.abs(grains[2]! / grains[1]! - 2) < 0.4, `${grains}`)
  const [still, soft] = [await qualityOf({ noise: 0 }), await qualityOf({ noise: 0, blurPixels: 3 })]
  assert.ok(Math.max(still.grain, soft.grain) < 0.5)
})

test('a measurement of an earlier release is judged by what it has', () => {
  const earlier = observeEarlier({})
  const withQuality = (quality: object): Observation => ({
    ...earlier,
    face: { ...earlier.face!, quality: { ...earlier.face!.quality, ...quality } },
  })
  assert.equal(findFault(earlier), null)
  assert.equal(findFault(withQuality({ brightness: 20 })), 'too_dark')
  assert.equal(findFault(withQuality({ brightness: 240 })), 'too_bright')
  assert.equal(findFault(withQuality({ evenness: 0.2 })), 'too_dark')
  assert.equal(findFault(withQuality({ sharpness: 5 })), 'blurred')
})

test('a measure of light that is no number makes a frame unusable', async () => {
  const good = { contrast: 80, grain: 1, detail: 0.4 }
  const { face, ...picture } = await observe({})
  assert.equal(findFault({ ...picture, face: { ...face!, quality: { ...face!.quality, ...good } } }), null)
  for (const name of ['contrast', 'grain', 'detail'])
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null]) {
      const quality = { ...face!.quality, ...good, [name]: value }
      assert.equal(findFault({ ...picture, face: { ...face!, quality } }), 'no_face', `${name} ${value}`)
    }
})
