/** What a manifest says of a presentation-attack model: where it comes from, and what input it takes. */
export interface ModelEntry {
  readonly name: string
  readonly url: string
  /** The file's name in a folder of such files; as in the address unless given. */
  readonly file?: string
  /** Of the file, hex. */
  readonly sha256: string
  readonly bytes: number
  readonly license: string
  /** Pixels of a side of its square input: 1 × 3 × side × side, blue, green, red, 0..255. */
  readonly side: number
  /** The crop's size over the face box. */
  readonly cropScale: number
  /** Which of its outputs, after a softmax, is the bona fide probability. */
  readonly bonaFideIndex: number
}

const MODEL_BYTES_MAX = 200_000_000

/** Reads an entry as it is kept with an installed model; throws a sentence that names the field that is wrong. */
export function readModelEntry(value: unknown): ModelEntry {
  const entry: Readonly<Record<string, unknown>> = value !== null && typeof value === 'object' ? { ...value } : {}
  const text = (field: string, pattern: RegExp): string => {
    const given = entry[field]
    if (typeof given !== 'string' || !pattern.test(given))
      throw new Error(`"${field}" must be text like ${pattern.source}`)
    return given
  }
  const number = (field: string, min: number, max: number, whole: boolean): number => {
    const given = entry[field]
    if (typeof given === 'number' && given >= min && given <= max && (!whole || Number.isInteger(given))) return given
    throw new Error(`"${field}" must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`)
  }
  return {
    name: text('name', /^[a-z0-9][a-z0-9-]{0,63}$/),
    url: text('url', /^https?:\/\/\S+$/),
    ...(entry.file === undefined ? {} : { file: text('file', /^[A-Za-z0-9][A-Za-z0-9._-]*$/) }),
    sha256: text('sha256', /^[0-9a-f]{64}$/),
    bytes: number('bytes', 1, MODEL_BYTES_MAX, true),
    license: text('license', /\S/),
    side: number('side', 16, 1024, true),
    cropScale: number('cropScale', 1, 10, false),
    bonaFideIndex: number('bonaFideIndex', 0, 999, true),
  }
}
