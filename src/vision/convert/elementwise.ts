import { addWeight, type Rewriting, weight } from './rewriting.ts'
import type { TfjsOperator } from './tfjs-graph.ts'

export type Rule = (operator: TfjsOperator, rewriting: Rewriting) => void

/** Constants that meet a picture-like value are laid along its channels. */
export function elementwise(onnxOperator: string): Rule {
  return ({ name, inputs }, rewriting) => {
    const constants = inputs.filter((input) => rewriting.graph.weights.has(input))
    const values = inputs.filter((input) => !rewriting.graph.weights.has(input))
    const [channels, ...others] = new Set(values.map((value) => rewriting.channelsOf(value)))
    if (channels === undefined || others.length > 0) throw new Error(`${name}: its inputs are laid out differently`)
    const placed = constants.map((input) => {
      const { shape } = weight(rewriting, input)
      if (channels === null || shape.length === 0) return addWeight(rewriting, input, shape)
      if (shape.slice(0, -1).some((size) => size !== 1)) throw new Error(`${name}: ${input} varies over the picture`)
      return addWeight(rewriting, input, [shape.at(-1)!, 1, 1])
    })
    rewriting.addNode(channels, { operator: onnxOperator, inputs: [...values, ...placed], output: name })
  }
}
