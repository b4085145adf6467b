import type { OnnxNode } from './onnx-file.ts'
import type { TfjsGraph, TfjsWeight } from './tfjs-graph.ts'

/**
 * The channels of a picture-like value, whose layout is channels first; null for any other, laid out as in
 * TensorFlow.
 */
export type Channels = number | null

/** What an operator's rule may ask for and add to while the graph is converted. */
export interface Conversion {
  readonly graph: TfjsGraph
  /** Of a value that has been written already. */
  channelsOf(name: string): Channels
  addNode(channels: Channels, node: OnnxNode): void
  /** Adds a constant under a name of its own, which is returned. */
  addConstant(hint: string, shape: readonly number[], data: Float32Array | BigInt64Array): string
}

/** A weight of the graph; throws when the value is computed. */
export function weight({ graph }: Conversion, name: string): TfjsWeight {
  const found = graph.weights.get(name)
  if (!found) throw new Error(`${name} is not a constant of the graph`)
  return found
}

/** Adds a weight as it is, in the given shape. */
export function addWeight(conversion: Conversion, name: string, shape: readonly number[]): string {
  return conversion.addConstant(name, shape, Float32Array.from(weight(conversion, name).values))
}

/** The operator that passes a value on as TensorFlow lays it out. */
export function toPlain(conversion: Conversion, source: string, output: string): OnnxNode {
  return conversion.channelsOf(source) === null
    ? { operator: 'Identity', inputs: [source], output }
    : { operator: 'Transpose', inputs: [source], output, attributes: { perm: [0, 2, 3, 1] } }
}
