import type { TfjsOperator } from './tfjs-graph.ts'

/** The two middle numbers of a list over batch, rows, columns and channels. */
export function rowsAndColumns({ attributes }: TfjsOperator, name: string): number[] {
  return attributes[name]!.list!.i!.slice(1, 3).map(Number)
}

/** TensorFlow's padding in ONNX' words. */
export function padding({ name, attributes }: TfjsOperator): string {
  const kind = decode(attributes.padding!.s!)
  if (kind === 'SAME') return 'SAME_UPPER'
  if (kind === 'VALID') return 'VALID'
  throw new Error(`${name}: the padding ${kind} is not supported`)
}

/** What TensorFlow fused into an operator, in order. */
export function fusedOperators({ attributes }: TfjsOperator): string[] {
  return (attributes.fused_ops?.list?.s ?? []).map(decode)
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString()
}
