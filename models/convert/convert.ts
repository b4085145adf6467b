import { type Channels, type Conversion, toPlain } from './conversion.ts'
import { foldRelu6 } from './fold-relu6.ts'
import type { OnnxConstant, OnnxGraph, OnnxNode } from './onnx-file.ts'
import { OPERATORS } from './operators.ts'
import type { TfjsGraph, TfjsOperator } from './tfjs-graph.ts'

export interface ConvertOptions {
  readonly name: string
  /** Pictures a run, fixed, so that the runtime can lay out its memory once. */
  readonly batch: number
  /** Our name of each output → TensorFlow.js' name; operators that none of them needs are left out. */
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * Converts a TensorFlow.js graph (pictures as batch × height × width × channels) for a runtime that takes channels
 * first. The input becomes channels-first too, so that no picture is transposed; only a reshape of a picture-like
 * value and a picture-like output are transposed back. Throws on an operator for which there is no rule, naming it.
 */
export function convert(source: TfjsGraph, { name, batch, outputs }: ConvertOptions): OnnxGraph {
  const graph = foldRelu6(source)
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxConstant>()
  const channels = new Map<string, Channels>()
  const inputs: { name: string; shape: readonly number[] }[] = []
  const conversion: Conversion = {
    graph,
    channelsOf: (value) => channels.get(value) ?? null,
    addNode(outputChannels, node) {
      channels.set(node.output, outputChannels)
      nodes.push(node)
    },
    addConstant(hint, shape, data) {
      const key = constants.has(hint) ? `${hint}/${constants.size}` : hint
      constants.set(key, { name: key, shape, data })
      return key
    },
  }
  for (const operator of inOrder(graph, Object.values(outputs))) {
    if (operator.kind === 'Const') continue
    if (operator.kind === 'Placeholder') {
      const shape = placeholderShape(operator, batch)
      channels.set(operator.name, shape[1]!)
      inputs.push({ name: operator.name, shape })
      continue
    }
    const rule = OPERATORS[operator.kind]
    if (!rule)
      throw new Error(`${name}: the operator ${operator.kind} (${operator.name}) is not known to the converter`)
    rule(operator, conversion)
  }
  for (const [output, source] of Object.entries(outputs)) {
    conversion.addNode(null, toPlain(conversion, source, output))
  }
  return { name, nodes, constants: [...constants.values()], inputs, outputs: Object.keys(outputs) }
}

/** The operators that the outputs need, each after its inputs. */
function inOrder(graph: TfjsGraph, outputs: readonly string[]): TfjsOperator[] {
  const ordered = new Set<TfjsOperator>()
  const visit = (name: string): void => {
    const operator = graph.operators.get(name)
    if (!operator) throw new Error(`the graph has no operator ${name}`)
    if (ordered.has(operator)) return
    operator.inputs.forEach(visit)
    ordered.add(operator)
  }
  outputs.forEach(visit)
  return [...ordered]
}

function placeholderShape({ name, attributes }: TfjsOperator, batch: number): readonly number[] {
  const [, height, width, channels] = attributes.shape?.shape?.dim?.map(({ size }) => Number(size)) ?? []
  if (!height || !width || !channels) throw new Error(`the input ${name} is not a picture of a fixed size`)
  return [batch, channels, height, width]
}
