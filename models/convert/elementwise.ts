import { addWeight, type Conversion, weight } from './conversion.ts'
import type { TfjsOperator } from './tfjs-graph.ts'

export type Rule = (operator: TfjsOperator, conversion: Conversion) => void

/** Constants that meet a picture-like value are laid along its channels. */
export function elementwise(onnxOperator: string): Rule {
  return ({ name, inputs }, conversion) => {
    const constants = inputs.filter((input) => conversion.graph.weights.has(input))
    const values = inputs.filter((input) => !conversion.graph.weights.has(input))
    const [channels, ...others] = new Set(values.map((value) => conversion.channelsOf(value)))
    if (channels === undefined || others.length > 0) throw new Error(`${name}: its inputs are laid out differently`)
    const placed = constants.map((input) => {
      const { shape } = weight(conversion, input)
      if (channels === null || shape.length === 0) return addWeight(conversion, input, shape)
      if (shape.slice(0, -1).some((size) => size !== 1)) throw new Error(`${name}: ${input} varies over the picture`)
      return addWeight(conversion, input, [shape.at(-1)!, 1, 1])
    })
    conversion.addNode(channels, { operator: onnxOperator, inputs: [...values, ...placed], output: name })
  }
}
