import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawSubject } from '../../examples/drawn-subject.ts'
import { examinePicture, observePicture } from '../../src/vision/observe-picture.ts'
import type { Model } from '../../src/vision/open-model.ts'
import { openVisionModels } from '../../src/vision/open-vision-models.ts'

const models = await openVisionModels()
const { mesh } = models
const what = { describe: false, presentationAttack: false }

test('a face whose mesh is unsure is counted, but not measured', async () => {
  const unsure: Model = {
    ...mesh,
    async run() {
      return { ...(await mesh.run()), confidence: Float32Array.of(0.4) }
    },
  }
  const { faces, faceCount } = await examinePicture(
    { ...models, mesh: unsure },
    { bytes: await drawSubject(), ...what },
  )
  assert.deepEqual([faces.length, faceCount], [0, 1])
})

test('a detected face is measured again in the square of its own mesh, a followed one only once', async () => {
  const inputs: Float32Array[] = []
  const counted: Model = {
    ...mesh,
    run() {
      inputs.push(mesh.input.slice())
      return mesh.run()
    },
  }
  const observe = async (crop: Parameters<typeof observePicture>[1]['crop']) => {
    inputs.length = 0
    const bytes = await drawSubject()
    return observePicture({ ...models, mesh: counted }, { bytes, crop, detect: false, ...what })
  }
  const { face } = await observe(null)
  assert.equal(inputs.length, 2)
  assert.notDeepEqual(inputs[0], inputs[1])
  await observe(face!.crop)
  assert.equal(inputs.length, 1)
})

test('nothing of a picture stays in memory once it is measured', async () => {
  const bytes = await drawSubject({ widthPixels: 1280, heightPixels: 720 })
  const measure = () => observePicture(models, { bytes, crop: null, detect: true, ...what })
  await measure()
  const before = process.memoryUsage().external
  let most = before
  for (let i = 0; i < 20; i++) {
    await measure()
    most = Math.max(most, process.memoryUsage().external)
  }
  assert.ok(most - before < 2 * 1280 * 720 * 3, `${most - before} bytes more`)
})
