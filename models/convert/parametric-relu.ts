import { type Conversion, weight } from './conversion.ts'
import { elementwise } from './elementwise.ts'
import type { TfjsOperator } from './tfjs-graph.ts'

/**
 * x where x > 0, slope · x elsewhere, is x + sign · relu(−|1 − slope| · x) with the sign of 1 − slope: two
 * convolutions of one tap, which the runtime keeps in its blocked layout. Its own PRelu leaves that layout and takes
 * half of a model's time.
 */
export function parametricRelu({ name, inputs }: TfjsOperator, conversion: Conversion): void {
  const [source, slopeName] = inputs as [string, string]
  const slopes = weight(conversion, slopeName)
  const channels = conversion.channelsOf(source)
  if (channels === null || slopes.values.length !== channels)
    throw new Error(`${name}: one slope a channel is expected`)
  const excess = Float32Array.from(slopes.values, (slope) => -Math.abs(1 - slope))
  const sign = Float32Array.from(slopes.values, (slope) => Math.sign(1 - slope))
  scaleChannels(source, `${name}/scaled`, excess, conversion)
  elementwise('Relu')(
    { name: `${name}/negative`, kind: 'Relu', inputs: [`${name}/scaled`], attributes: {} },
    conversion,
  )
  let negative = `${name}/negative`
  if (sign.some((value) => value < 0)) {
    scaleChannels(negative, `${name}/signed`, sign, conversion)
    negative = `${name}/signed`
  }
  conversion.addNode(channels, { operator: 'Add', inputs: [source, negative], output: name })
}

function scaleChannels(source: string, output: string, factors: Float32Array, conversion: Conversion): void {
  const kernel = conversion.addConstant(`${output}/factors`, [factors.length, 1, 1, 1], factors)
  conversion.addNode(factors.length, {
    operator: 'Conv',
    inputs: [source, kernel],
    output,
    attributes: { kernel_shape: [1, 1], group: factors.length },
  })
}
