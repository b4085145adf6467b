import { readFile } from 'node:fs/promises'

/** A TensorFlow.js graph model read from disk: operators by name, and weights as plain numbers. */
export interface TfjsGraph {
  readonly operators: ReadonlyMap<string, TfjsOperator>
  readonly weights: ReadonlyMap<string, TfjsWeight>
}

export interface TfjsOperator {
  readonly name: string
  readonly kind: string
  readonly inputs: readonly string[]
  readonly attributes: Readonly<Record<string, TfjsAttribute | undefined>>
}

/** TensorFlow's AttrValue in JSON; byte strings are base64 and integers decimal strings. */
export interface TfjsAttribute {
  readonly s?: string
  readonly b?: boolean
  readonly shape?: { readonly dim?: readonly { readonly size: string | number }[] }
  readonly list?: { readonly i?: readonly (string | number)[]; readonly s?: readonly string[] }
}

export interface TfjsWeight {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

interface ModelJson {
  readonly modelTopology: {
    readonly node: readonly {
      readonly name: string
      readonly op: string
      readonly input?: readonly string[]
      readonly attr?: Readonly<Record<string, TfjsAttribute>>
    }[]
  }
  readonly weightsManifest: readonly { readonly weights: readonly WeightJson[] }[]
}

interface WeightJson {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  readonly quantization?: { readonly dtype: string }
}

/**
 * Reads `<path>.json` and the one `<path>.bin` beside it; weights kept as float16 are widened, which loses nothing.
 */
export async function readTfjsGraph(path: string): Promise<TfjsGraph> {
  const [json, binary] = await Promise.all([readFile(`${path}.json`, 'utf8'), readFile(`${path}.bin`)])
  const model: ModelJson = JSON.parse(json)
  const operators = model.modelTopology.node.map(({ name, op, input = [], attr = {} }) => ({
    name,
    kind: op,
    inputs: input.map((reference) => reference.replace(/:0$/, '')),
    attributes: attr,
  }))
  return {
    operators: new Map(operators.map((operator) => [operator.name, operator])),
    weights: readWeights(
      model.weightsManifest.flatMap((group) => group.weights),
      binary,
    ),
  }
}

function readWeights(entries: readonly WeightJson[], binary: Buffer): Map<string, TfjsWeight> {
  const weights = new Map<string, TfjsWeight>()
  let offset = 0
  for (const entry of entries) {
    const stored = entry.quantization?.dtype ?? entry.dtype
    const read = READERS[stored]
    if (!read) throw new Error(`weight ${entry.name} is stored as ${stored}, which the converter cannot read`)
    const count = entry.shape.reduce((product, size) => product * size, 1)
    const end = offset + count * read.bytes
    if (end > binary.length) throw new Error(`weight ${entry.name} reaches beyond the end of the weights file`)
    const view = new DataView(binary.buffer, binary.byteOffset + offset, end - offset)
    weights.set(entry.name, { shape: entry.shape, values: read.values(view, count) })
    offset = end
  }
  return weights
}

const READERS: Readonly<
  Record<string, { bytes: number; values: (view: DataView, count: number) => Float32Array | Int32Array } | undefined>
> = {
  float16: {
    bytes: 2,
    values: (view, count) => Float32Array.from({ length: count }, (_, i) => view.getFloat16(2 * i, true)),
  },
  float32: {
    bytes: 4,
    values: (view, count) => Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true)),
  },
  int32: {
    bytes: 4,
    values: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true)),
  },
}
