import { type ModelEntry, readModelEntry } from './model-entry.ts'

/** How `input` and `output` say in words what the fields `side`, `cropScale` and `bonaFideIndex` say in numbers. */
const WORDS = {
  side: { in: 'input', pattern: /\b1x3x(\d+)x\1 float32, BGR, 0\.\.255/, like: '1x3x80x80 float32, BGR, 0..255' },
  cropScale: { in: 'input', pattern: /\bcrop (\d+(?:\.\d+)?) times the face box/, like: 'crop 2.7 times the face box' },
  bonaFideIndex: {
    in: 'output',
    pattern: /\blogits; softmax; index (\d+) is bona fide/,
    like: '3 logits; softmax; index 1 is bona fide',
  },
} as const

/** Reads one entry of a manifest, by fields or by words; throws a sentence that names what is missing or wrong. */
export function readManifestEntry(value: unknown): ModelEntry {
  const given: Readonly<Record<string, unknown>> = value !== null && typeof value === 'object' ? { ...value } : {}
  const numbers = Object.entries(WORDS).map(([field, words]) => {
    if (given[field] !== undefined) return [field, given[field]]
    const [, number] = words.pattern.exec(String(given[words.in] ?? '')) ?? []
    if (number === undefined)
      throw new Error(`"${field}" must be a number, or "${words.in}" text that says it, like "${words.like}"`)
    return [field, Number(number)]
  })
  return readModelEntry({ ...given, license: given.license ?? given.licence, ...Object.fromEntries(numbers) })
}
