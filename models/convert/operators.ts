import { padding, rowsAndColumns } from './attributes.ts'
import { type Conversion, toPlain, weight } from './conversion.ts'
import { convolution } from './convolution.ts'
import { elementwise, type Rule } from './elementwise.ts'
import { parametricRelu } from './parametric-relu.ts'
import type { TfjsOperator } from './tfjs-graph.ts'

/** One rule an operator of TensorFlow; the names and attributes are those of its operator definitions. */
export const OPERATORS: Readonly<Record<string, Rule | undefined>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  Add: elementwise('Add'),
  AddV2: elementwise('Add'),
  Mul: elementwise('Mul'),
  Prelu: parametricRelu,
  Relu: elementwise('Relu'),
  Relu6: relu6,
  Sigmoid: elementwise('Sigmoid'),
  Identity: elementwise('Identity'),
  MaxPool: maxPool,
  Pad: pad,
  Mean: mean,
  Reshape: reshape,
}

/** Appends channels of zeros by a convolution with the identity: the runtime's own Pad leaves its blocked layout. */
function pad({ name, inputs }: TfjsOperator, conversion: Conversion): void {
  const [source, amountsName] = inputs as [string, string]
  const [added, ...others] = [...weight(conversion, amountsName).values].reverse()
  const channels = conversion.channelsOf(source)
  if (channels === null || added === undefined || others.some((amount) => amount !== 0))
    throw new Error(`${name}: only channels at the end can be padded`)
  const identity = new Float32Array((channels + added) * channels)
  for (let channel = 0; channel < channels; channel++) identity[channel * channels + channel] = 1
  const kernel = conversion.addConstant(`${name}/identity`, [channels + added, channels, 1, 1], identity)
  conversion.addNode(channels + added, {
    operator: 'Conv',
    inputs: [source, kernel],
    output: name,
    attributes: { kernel_shape: [1, 1] },
  })
}

function relu6({ name, inputs }: TfjsOperator, conversion: Conversion): void {
  const [low, high] = [0, 6].map((limit) => conversion.addConstant(`${name}/${limit}`, [], Float32Array.of(limit)))
  conversion.addNode(conversion.channelsOf(inputs[0]!), {
    operator: 'Clip',
    inputs: [inputs[0]!, low!, high!],
    output: name,
  })
}

function maxPool(operator: TfjsOperator, conversion: Conversion): void {
  conversion.addNode(conversion.channelsOf(operator.inputs[0]!), {
    operator: 'MaxPool',
    inputs: [operator.inputs[0]!],
    output: operator.name,
    attributes: {
      kernel_shape: rowsAndColumns(operator, 'ksize'),
      strides: rowsAndColumns(operator, 'strides'),
      auto_pad: padding(operator),
    },
  })
}

function mean({ name, inputs, attributes }: TfjsOperator, conversion: Conversion): void {
  const axes = [...weight(conversion, inputs[1]!).values].sort()
  if (axes.join() !== '1,2' || attributes.keep_dims?.b)
    throw new Error(`${name}: only rows and columns can be averaged away`)
  conversion.addNode(null, {
    operator: 'ReduceMean',
    inputs: [inputs[0]!],
    output: name,
    attributes: { axes: [2, 3], keepdims: 0 },
  })
}

function reshape({ name, inputs }: TfjsOperator, conversion: Conversion): void {
  const [source, shapeName] = inputs as [string, string]
  const shape = BigInt64Array.from(weight(conversion, shapeName).values, BigInt)
  conversion.addNode(null, toPlain(conversion, source, `${name}/plain`))
  conversion.addNode(null, {
    operator: 'Reshape',
    inputs: [`${name}/plain`, conversion.addConstant(shapeName, [shape.length], shape)],
    output: name,
  })
}
