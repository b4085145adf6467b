import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { convert } from '../../models/convert/convert.ts'
import { GRAPHS, graphPath } from '../../models/convert/graphs.ts'
import { readTfjsGraph, type TfjsGraph } from '../../models/convert/tfjs-graph.ts'
import { BUNDLED_MODELS } from '../../src/vision/models/bundled-models.ts'
import { digestOf } from '../../src/vision/models/digest.ts'
import { openModel } from '../../src/vision/open-model.ts'
import { temporaryFolder } from '../server.ts'
import {
  type GraphName,
  type InputName,
  REFERENCE_OUTPUTS,
  type ReferenceOutputs,
  referenceInputs,
} from './reference-inputs.ts'

const DIFFERENCE_MAX = 1e-3

const references: ReferenceOutputs = JSON.parse(await readFile(REFERENCE_OUTPUTS, 'utf8'))

for (const { name, outputs } of GRAPHS) {
  describe(`the converted ${name}`, () => {
    test('computes what TensorFlow.js computes on noise', () => compare(name, 'noise'))

    test('computes what TensorFlow.js computes on a face', () => compare(name, 'face'))

    test('has a recorded reference of each of its outputs', () => {
      for (const input of ['noise', 'face'] as const)
        assert.deepEqual(Object.keys(references[name][input]), Object.keys(outputs))
    })

    test('is the file that its pinned digest names', async () => {
      const { path, sha256 } = BUNDLED_MODELS[name]
      assert.equal(await digestOf(path), sha256)
    })
  })
}

async function compare(name: GraphName, input: InputName): Promise<void> {
  const model = await openModel(BUNDLED_MODELS[name].path)
  model.input.set((await referenceInputs(name))[input])
  const computed = await model.run()
  for (const [output, recorded] of Object.entries(references[name][input])) {
    const expected = new Float32Array(new Uint8Array(Buffer.from(recorded, 'base64')).buffer)
    assert.equal(computed[output]?.length, expected.length)
    const differences = expected.map((value, i) => Math.abs(value - computed[output]![i]!))
    const largest = Math.max(...differences)
    assert.ok(largest < DIFFERENCE_MAX, `${output} differs by ${largest}`)
  }
  await model.close()
}

test('converting the graphs of the package again gives the bundled models, byte for byte', async (t) => {
  const folder = temporaryFolder(t)
  const command = fileURLToPath(new URL('../../models/convert/convert-models.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [command, folder])
  for (const [name, { path }] of Object.entries(BUNDLED_MODELS))
    assert.ok((await readFile(join(folder, `${name}.onnx`))).equals(await readFile(path)), name)
})

test('an operator that the converter does not know is named in the error', async () => {
  const graph = await readTfjsGraph(graphPath('blazeface'))
  const operators = new Map(graph.operators)
  operators.set('Identity', { ...operators.get('Identity')!, kind: 'FakeQuantWithMinMaxVars' })
  const changed: TfjsGraph = { ...graph, operators }
  const options = { name: 'blazeface', batch: 1, outputs: { scores16: 'Identity' } }
  assert.throws(
    () => convert(changed, options),
    /blazeface: the operator FakeQuantWithMinMaxVars \(Identity\) is not known/,
  )
})

test('laying out the map of a face again gives the table of the engine, byte for byte', async (t) => {
  const file = join(temporaryFolder(t), 'cells.ts')
  const command = fileURLToPath(new URL('../../models/convert/lay-out-face-map.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [command, file])
  const table = fileURLToPath(new URL('../../src/vision/face-map-cells.ts', import.meta.url))
  assert.equal(await readFile(file, 'utf8'), await readFile(table, 'utf8'))
})
