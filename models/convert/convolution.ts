import { fusedOperators, padding, rowsAndColumns } from './attributes.ts'
import { addWeight, type Conversion, weight } from './conversion.ts'
import { elementwise } from './elementwise.ts'
import { parametricRelu } from './parametric-relu.ts'
import type { TfjsOperator, TfjsWeight } from './tfjs-graph.ts'

export function convolution(operator: TfjsOperator, conversion: Conversion): void {
  const [picture, kernelName, ...fused] = operator.inputs
  const kernel = weight(conversion, kernelName!)
  const depthwise = operator.kind === 'DepthwiseConv2dNative'
  const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number]
  const order = depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]
  const shape = depthwise ? [channels * multiplier, 1, height, width] : [multiplier, channels, height, width]
  applyFused(operator, conversion, fused, (output, bias) =>
    conversion.addNode(shape[0]!, {
      operator: 'Conv',
      inputs: [picture!, conversion.addConstant(kernelName!, shape, transpose(kernel, order)), ...bias],
      output,
      attributes: {
        kernel_shape: [height, width],
        group: depthwise ? channels : 1,
        strides: rowsAndColumns(operator, 'strides'),
        dilations: rowsAndColumns(operator, 'dilations'),
        auto_pad: padding(operator),
      },
    }),
  )
}

/** Adds the operator with its bias, then the activation that TensorFlow fused into it. */
function applyFused(
  operator: TfjsOperator,
  conversion: Conversion,
  [biasName, slope]: readonly string[],
  add: (output: string, bias: readonly string[]) => void,
): void {
  const [first, activation, ...more] = fusedOperators(operator)
  const known = first === undefined || (first === 'BiasAdd' && ['Relu', 'Prelu', undefined].includes(activation))
  if (!known || more.length > 0) throw new Error(`${operator.name}: fused ${first}, ${activation} is not supported`)
  const bias = biasName === undefined ? [] : [addWeight(conversion, biasName, weight(conversion, biasName).shape)]
  if (activation === undefined) {
    add(operator.name, bias)
    return
  }
  const linear = `${operator.name}/linear`
  add(linear, bias)
  if (activation === 'Relu') elementwise('Relu')({ ...operator, inputs: [linear] }, conversion)
  else parametricRelu({ ...operator, inputs: [linear, slope!] }, conversion)
}

/** The axes of a four-dimensional weight in another order. */
function transpose({ shape, values }: TfjsWeight, order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const [a, b, c, d] = order.map((axis) => ({ size: shape[axis]!, stride: strides[axis]! }))
  const result = new Float32Array(values.length)
  let next = 0
  for (let i = 0; i < a!.size; i++)
    for (let j = 0; j < b!.size; j++)
      for (let k = 0; k < c!.size; k++)
        for (let l = 0; l < d!.size; l++)
          result[next++] = values[i * a!.stride + j * b!.stride + k * c!.stride + l * d!.stride]!
  return result
}
