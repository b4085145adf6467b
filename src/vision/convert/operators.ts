import { padding, rowsAndColumns } from './attributes.ts'
import { elementwise, type Rule } from './elementwise.ts'
import { parametricRelu } from './parametric-relu.ts'
import { type Rewriting, toPlain, weight } from './rewriting.ts'
import type { TfjsOperator } from './tfjs-graph.ts'
import { convolution, matrixProduct } from './weighted.ts'

/** One rule an operator of TensorFlow; the names and attributes are those of its operator definitions. */
export const OPERATORS: Readonly<Record<string, Rule | undefined>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  _FusedMatMul: matrixProduct,
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
  ConcatV2: concat,
  Mean: mean,
  Reshape: reshape,
}

/** Channels of zeros appended, written as a convolution with the identity: the runtime's own Pad leaves its blocked layout. */
function pad({ name, inputs }: TfjsOperator, rewriting: Rewriting): void {
  const [source, amountsName] = inputs as [string, string]
  const [added, ...others] = [...weight(rewriting, amountsName).values].reverse()
  const channels = rewriting.channelsOf(source)
  if (channels === null || added === undefined || others.some((amount) => amount !== 0))
    throw new Error(`${name}: only channels at the end can be padded`)
  const identity = new Float32Array((channels + added) * channels)
  for (let channel = 0; channel < channels; channel++) identity[channel * channels + channel] = 1
  const kernel = rewriting.addConstant(`${name}/identity`, [channels + added, channels, 1, 1], identity)
  rewriting.addNode(channels + added, {
    operator: 'Conv',
    inputs: [source, kernel],
    output: name,
    attributes: { kernel_shape: [1, 1] },
  })
}

function relu6({ name, inputs }: TfjsOperator, rewriting: Rewriting): void {
  const [low, high] = [0, 6].map((limit) => rewriting.addConstant(`${name}/${limit}`, [], Float32Array.of(limit)))
  rewriting.addNode(rewriting.channelsOf(inputs[0]!), {
    operator: 'Clip',
    inputs: [inputs[0]!, low!, high!],
    output: name,
  })
}

function maxPool(operator: TfjsOperator, rewriting: Rewriting): void {
  rewriting.addNode(rewriting.channelsOf(operator.inputs[0]!), {
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

function concat({ name, inputs }: TfjsOperator, rewriting: Rewriting): void {
  const axis = weight(rewriting, inputs.at(-1)!).values[0]!
  if (axis !== 3 && axis !== -1) throw new Error(`${name}: only channels can be concatenated`)
  const parts = inputs.slice(0, -1)
  const channels = parts.reduce((sum, part) => sum + (rewriting.channelsOf(part) ?? Number.NaN), 0)
  rewriting.addNode(channels, { operator: 'Concat', inputs: parts, output: name, attributes: { axis: 1 } })
}

function mean({ name, inputs, attributes }: TfjsOperator, rewriting: Rewriting): void {
  const axes = [...weight(rewriting, inputs[1]!).values].sort()
  if (axes.join() !== '1,2' || attributes.keep_dims?.b)
    throw new Error(`${name}: only rows and columns can be averaged away`)
  rewriting.addNode(null, {
    operator: 'ReduceMean',
    inputs: [inputs[0]!],
    output: name,
    attributes: { axes: [2, 3], keepdims: 0 },
  })
}

function reshape({ name, inputs }: TfjsOperator, rewriting: Rewriting): void {
  const [source, shapeName] = inputs as [string, string]
  const shape = BigInt64Array.from(weight(rewriting, shapeName).values, BigInt)
  rewriting.addNode(null, toPlain(rewriting, source, `${name}/plain`))
  rewriting.addNode(null, {
    operator: 'Reshape',
    inputs: [`${name}/plain`, rewriting.addConstant(shapeName, [shape.length], shape)],
    output: name,
  })
}
