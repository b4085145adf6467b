/**
 * Records what TensorFlow.js computes with the graphs of `@vladmandic/human`, for `test/vision/convert.test.ts` to
 * compare the converted models with: `node bench/record-reference.ts` writes `test/vision/reference/`. Run it when a
 * graph, one of its outputs or `test/vision/reference-inputs.ts` changes; two runs on one machine write the same
 * files.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter'
import * as tf from '@tensorflow/tfjs-core'
import sharp from 'sharp'
import { drawSubject } from '../examples/drawn-subject.ts'
import { GRAPHS, graphPath } from '../models/convert/graphs.ts'
import {
  type GraphName,
  INPUTS,
  REFERENCE_FACE,
  REFERENCE_OUTPUTS,
  referenceInputs,
} from '../test/vision/reference-inputs.ts'

setWasmPaths(fileURLToPath(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm'))))
await tf.setBackend('wasm')

const face = sharp(await drawSubject({ furnished: true })).extract({ left: 120, top: 50, width: 400, height: 400 })
await face.resize(256).png({ compressionLevel: 9 }).toFile(fileURLToPath(REFERENCE_FACE))

const recorded: Record<string, Record<string, Record<string, string>>> = {}
for (const { name, batch, outputs } of GRAPHS) {
  const graph = await loadGraph(name)
  const { side } = INPUTS[name]
  recorded[name] = {}
  for (const [kind, input] of Object.entries(await referenceInputs(name))) {
    const channelsLast = tf.transpose(tf.tensor4d(input, [batch, 3, side, side]), [0, 2, 3, 1])
    recorded[name][kind] = Object.fromEntries(
      Object.entries(outputs).map(([output, source]) => {
        const values = Float32Array.from(graph.execute(channelsLast, source).dataSync())
        return [output, Buffer.from(values.buffer).toString('base64')]
      }),
    )
  }
}
await writeFile(REFERENCE_OUTPUTS, `${JSON.stringify(recorded, null, 2)}\n`)

async function loadGraph(name: GraphName): Promise<GraphModel> {
  const path = graphPath(name)
  const [{ modelTopology, weightsManifest }, weights] = await Promise.all([
    readFile(`${path}.json`, 'utf8').then(JSON.parse),
    readFile(`${path}.bin`),
  ])
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
  const weightData = new Uint8Array(weights).buffer
  return loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }))
}
