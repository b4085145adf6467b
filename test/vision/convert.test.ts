import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { convert } from '../../src/vision/convert/convert.ts'
import { encodeOnnx } from '../../src/vision/convert/onnx-file.ts'
import { readTfjsGraph, type TfjsGraph } from '../../src/vision/convert/tfjs-graph.ts'
import { decodePicture } from '../../src/vision/decode-picture.ts'
import { BUNDLED_MODELS, bundledGraphPath } from '../../src/vision/models/bundled-models.ts'
import { prepareModels } from '../../src/vision/models/prepare-models.ts'
import { openModel } from '../../src/vision/open-model.ts'
import { sampleRegion } from '../../src/vision/sample-region.ts'
import { drawSubject, seededRandom } from '../drawn-subject.ts'
import { preparedModelFolder } from './model-folder.ts'

const DIFFERENCE_MAX = 1e-3

/** What each model is fed: side of its picture, and what a byte becomes. */
const INPUTS = {
  blazeface: { side: 256, scale: 1 / 127.5, shift: -1 },
  facemesh: { side: 192, scale: 1 / 255, shift: 0 },
  iris: { side: 64, scale: 1 / 255, shift: 0 },
  faceres: { side: 224, scale: 1, shift: 0 },
  antispoof: { side: 128, scale: 1 / 255, shift: 0 },
} as const

before(async () => {
  setWasmPaths(fileURLToPath(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm'))))
  await tf.setBackend('wasm')
})
after(() => tf.disposeVariables())

for (const spec of BUNDLED_MODELS) {
  describe(`the rewritten ${spec.name}`, () => {
    const { side, scale, shift } = INPUTS[spec.name]
    const size = spec.batch * 3 * side * side

    test('answers as TensorFlow.js does on noise', async () => {
      const random = seededRandom(spec.name.length)
      await compare(
        spec,
        Float32Array.from({ length: size }, () => 255 * random() * scale + shift),
      )
    })

    test('answers as TensorFlow.js does on a face', async () => {
      const picture = await decodePicture(await drawSubject(), { pixelsMax: 1e6, longSideEnough: 640 })
      const region = { centerX: 320, centerY: 250, width: 400, height: 400, rollDegrees: 0, mirrored: false }
      const input = new Float32Array(size)
      for (let i = 0; i < spec.batch; i++)
        sampleRegion(picture, region, { side, scale, shift, planes: 'rgb' }, input, i * 3 * side * side)
      await compare(spec, input)
    })

    test('is the file that its pinned digest names', async () => {
      const { bundled } = await prepareModels(await preparedModelFolder(), () => {})
      const file = await readFile(bundled[spec.name].path)
      assert.equal(createHash('sha256').update(file).digest('hex'), spec.sha256)
    })
  })
}

async function compare(spec: (typeof BUNDLED_MODELS)[number], input: Float32Array): Promise<void> {
  const { bundled } = await prepareModels(await preparedModelFolder(), () => {})
  const model = await openModel(bundled[spec.name].path)
  model.input.set(input)
  const ours = await model.run()
  const reference = await loadReference(spec.name)
  const { side } = INPUTS[spec.name]
  const channelsFirst = tf.tensor4d(input, [spec.batch, 3, side, side])
  for (const [output, name] of Object.entries(spec.outputs)) {
    const theirs = reference.execute(tf.transpose(channelsFirst, [0, 2, 3, 1]), name) as tf.Tensor
    const expected = Float32Array.from(theirs.dataSync())
    assert.equal(ours[output]?.length, expected.length)
    const differences = expected.map((value, i) => Math.abs(value - ours[output]![i]!))
    const largest = Math.max(...differences)
    assert.ok(largest < DIFFERENCE_MAX, `${output} differs by ${largest}`)
  }
  await model.close()
}

async function loadReference(name: string): Promise<tf.GraphModel> {
  const path = bundledGraphPath(name)
  const [{ modelTopology, weightsManifest }, weights] = await Promise.all([
    readFile(`${path}.json`, 'utf8').then(JSON.parse),
    readFile(`${path}.bin`),
  ])
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
  const weightData = new Uint8Array(weights).buffer
  return tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
}

test('an operator that the converter does not know is named in the error', async () => {
  const graph = await readTfjsGraph(bundledGraphPath('antispoof'))
  const operators = new Map(graph.operators)
  operators.set('Identity', { ...operators.get('Identity')!, kind: 'FakeQuantWithMinMaxVars' })
  const strange: TfjsGraph = { ...graph, operators }
  const options = { name: 'antispoof', batch: 1, outputs: { score: 'Identity' } }
  assert.throws(
    () => convert(strange, options),
    /antispoof: the operator FakeQuantWithMinMaxVars \(Identity\) is not known/,
  )
})

test('rewriting the same graph twice gives the same bytes', async () => {
  const write = async (): Promise<Uint8Array> =>
    encodeOnnx(
      convert(await readTfjsGraph(bundledGraphPath('iris')), BUNDLED_MODELS.find(({ name }) => name === 'iris')!),
    )
  assert.deepEqual(await write(), await write())
})
