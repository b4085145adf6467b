/** A part of a JSON document, with its path in it, such as `presentations[3].film`, for messages. */
export interface Field {
  readonly value: unknown
  readonly path: string
}

export function wrong({ path, value }: Field, expected: string): Error {
  const found = value === undefined ? 'it is missing' : `it is ${JSON.stringify(value)?.slice(0, 80)}`
  return new Error(`${path || 'the document'} must be ${expected}; ${found}`)
}

/** An object with none but the names given; each name's field, whether it is there or not. */
export function readObject<Name extends string>(field: Field, names: readonly Name[]): Record<Name, Field> {
  const entries = readEntries(field)
  const unknown = Object.keys(entries).find((name) => !(names as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new Error(`${entries[unknown]!.path} is not known here; there can be: ${names.join(', ')}`)
  const read = names.map((name) => [name, entries[name] ?? { value: undefined, path: below(field, name) }])
  return Object.fromEntries(read) as Record<Name, Field>
}

/** An object with any names. */
export function readEntries(field: Field): Record<string, Field> {
  const { value } = field
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field, 'an object')
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, { value: part, path: below(field, name) }]),
  )
}

export function readList(field: Field, itemsMax: number): Field[] {
  const { value, path } = field
  if (!Array.isArray(value)) throw wrong(field, 'a list')
  if (value.length > itemsMax) throw new Error(`${path} has ${value.length} items; there can be ${itemsMax} at most`)
  return value.map((item, index) => ({ value: item, path: `${path}[${index}]` }))
}

/** Text of 1 to so many characters, none of them a control character. */
export function readText(field: Field, charactersMax: number): string {
  const { value } = field
  if (typeof value === 'string' && value !== '' && value.length <= charactersMax && !/\p{Cc}/u.test(value)) return value
  throw wrong(field, `a text of 1 to ${charactersMax} characters`)
}

export function readNumber(field: Field, from: number, to: number): number {
  const { value } = field
  if (typeof value === 'number' && value >= from && value <= to) return value
  throw wrong(field, `a number from ${from} to ${to}`)
}

export function readOneOf<Choice extends string>(field: Field, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === field.value)
  if (found === undefined) throw wrong(field, `one of ${choices.join(', ')}`)
  return found
}

const below = ({ path }: Field, name: string) => (path === '' ? name : `${path}.${name}`)
