import type { TfjsGraph, TfjsOperator } from './tfjs-graph.ts'

/** max(min(relu(x), 6), 0), as Keras writes a ReLU6 layer, becomes one operator: the runtime fuses only that. */
export function foldRelu6(graph: TfjsGraph): TfjsGraph {
  const input = (operator: TfjsOperator | undefined, index: number): TfjsOperator | undefined =>
    graph.operators.get(operator?.inputs[index] ?? '')
  const scalar = (operator: TfjsOperator | undefined): number | undefined =>
    graph.weights.get(operator?.name ?? '')?.values[0]
  const fold = (maximum: TfjsOperator): TfjsOperator => {
    const minimum = input(maximum, 0)
    const relu = input(minimum, 0)
    const isRelu6 =
      maximum.kind === 'Maximum' &&
      minimum?.kind === 'Minimum' &&
      relu?.kind === 'Relu' &&
      scalar(input(minimum, 1)) === 6 &&
      scalar(input(maximum, 1)) === 0
    return isRelu6 ? { ...maximum, kind: 'Relu6', inputs: relu.inputs } : maximum
  }
  return { ...graph, operators: new Map([...graph.operators].map(([name, operator]) => [name, fold(operator)])) }
}
