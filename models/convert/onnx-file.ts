import { bytesField, integerField, message } from './protobuf.ts'

/** A graph of operators as in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, which has the field numbers. */
export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxConstant[]
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[]
  readonly outputs: readonly string[]
}

export interface OnnxNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  /** A list holds integers; a single number is written as an integer, too. */
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>
}

export interface OnnxConstant {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

const IR_VERSION = 8
const OPERATOR_SET_VERSION = 17
const FLOAT = 1
const INT64 = 7
const ATTRIBUTE_INT = 2
const ATTRIBUTE_STRING = 3
const ATTRIBUTE_INTS = 7

/** The bytes of an .onnx file; the same graph always gives the same bytes. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  return message(
    integerField(1, IR_VERSION),
    bytesField(2, 'liveness-server'),
    bytesField(7, encodeGraph(graph)),
    bytesField(8, message(bytesField(1, ''), integerField(2, OPERATOR_SET_VERSION))),
  )
}

function encodeGraph(graph: OnnxGraph): Uint8Array {
  return message(
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    bytesField(2, graph.name),
    ...graph.constants.map((constant) => bytesField(5, encodeConstant(constant))),
    ...graph.inputs.map(({ name, shape }) => bytesField(11, encodeValue(name, shape))),
    ...graph.outputs.map((name) => bytesField(12, encodeValue(name, null))),
  )
}

function encodeNode({ operator, inputs, output, attributes = {} }: OnnxNode): Uint8Array {
  return message(
    ...inputs.map((name) => bytesField(1, name)),
    bytesField(2, output),
    bytesField(3, output),
    bytesField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
  )
}

function encodeAttribute(name: string, value: number | string | readonly number[]): Uint8Array {
  if (typeof value === 'string')
    return message(bytesField(1, name), bytesField(4, value), integerField(20, ATTRIBUTE_STRING))
  if (typeof value === 'number')
    return message(bytesField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_INT))
  return message(bytesField(1, name), ...value.map((item) => integerField(8, item)), integerField(20, ATTRIBUTE_INTS))
}

function encodeConstant({ name, shape, data }: OnnxConstant): Uint8Array {
  return message(
    ...shape.map((size) => integerField(1, size)),
    integerField(2, data instanceof Float32Array ? FLOAT : INT64),
    bytesField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  )
}

function encodeValue(name: string, shape: readonly number[] | null): Uint8Array {
  const dimensions = shape?.map((size) => bytesField(1, integerField(1, size)))
  const tensorType = message(integerField(1, FLOAT), ...(dimensions ? [bytesField(2, message(...dimensions))] : []))
  return message(bytesField(1, name), bytesField(2, bytesField(1, tensorType)))
}
