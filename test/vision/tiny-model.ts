import { hash } from 'node:crypto'
import { encodeOnnx } from '../../models/convert/onnx-file.ts'
import type { ModelEntry } from '../../src/vision/models/model-entry.ts'

/** A real, small model: its three outputs are the mean blue, green and red of its 16 × 16 input. */
export function tinyModel(
  name = 'tiny',
  padding = 0,
): { entry: Omit<ModelEntry, 'url'>; file: Uint8Array<ArrayBuffer> } {
  const file = new Uint8Array(
    encodeOnnx({
      name: `${name}${' '.repeat(padding)}`,
      nodes: [
        { operator: 'ReduceMean', inputs: ['input'], output: 'means', attributes: { axes: [2, 3], keepdims: 0 } },
      ],
      constants: [],
      inputs: [{ name: 'input', shape: [1, 3, 16, 16] }],
      outputs: ['means'],
    }),
  )
  const entry = {
    name,
    sha256: hash('sha256', file, 'hex'),
    bytes: file.length,
    license: 'MIT',
    side: 16,
    cropScale: 2,
    bonaFideIndex: 1,
  }
  return { entry, file }
}
