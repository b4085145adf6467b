import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { seededRandom } from '../../examples/drawn-subject.ts'
import { GRAPHS } from '../../models/convert/graphs.ts'

export type GraphName = (typeof GRAPHS)[number]['name']
export type InputName = 'noise' | 'face'

/** What each model takes: side of its picture, and what a byte becomes. */
export const INPUTS: Readonly<Record<GraphName, { side: number; scale: number; shift: number }>> = {
  blazeface: { side: 256, scale: 1 / 127.5, shift: -1 },
  facemesh: { side: 192, scale: 1 / 255, shift: 0 },
  iris: { side: 64, scale: 1 / 255, shift: 0 },
  faceres: { side: 224, scale: 1, shift: 0 },
}

/** A drawn face of 256 × 256 pixels, without loss, so that every machine decodes the same pixels. */
export const REFERENCE_FACE = new URL('./reference/face.png', import.meta.url)

/** What TensorFlow.js computed for each model and input, by output: 32-bit floats, little-endian, in base64. */
export const REFERENCE_OUTPUTS = new URL('./reference/outputs.json', import.meta.url)
export type ReferenceOutputs = Readonly<
  Record<GraphName, Readonly<Record<InputName, Readonly<Record<string, string>>>>>
>

/** The inputs of a model for which outputs are recorded, channels first; the same on every machine. */
export async function referenceInputs(name: GraphName): Promise<Readonly<Record<InputName, Float32Array>>> {
  const { side, scale, shift } = INPUTS[name]
  const { batch } = GRAPHS.find((graph) => graph.name === name)!
  const random = seededRandom(name.length)
  const { data: pixels, info } = await sharp(fileURLToPath(REFERENCE_FACE)).raw().toBuffer({ resolveWithObject: true })
  const fill = (byte: (channel: number, row: number, column: number) => number): Float32Array =>
    Float32Array.from({ length: batch * 3 * side * side }, (_, i) => {
      const [channel, row, column] = [Math.floor(i / side ** 2) % 3, Math.floor(i / side) % side, i % side]
      return byte(channel, row, column) * scale + shift
    })
  const nearest = (position: number): number => Math.floor(((position + 0.5) * info.width) / side)
  return {
    noise: fill(() => 255 * random()),
    face: fill((channel, row, column) => pixels[(nearest(row) * info.width + nearest(column)) * 3 + channel]!),
  }
}
