import { ODD_TEXTS, oddValue } from './odd-values.ts'
import type { Schema } from './operations.ts'
import type { Random } from './random.ts'

/** A value that a schema describes, more or less. */
export function valueLike(random: Random, schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (schema.anyOf) return valueLike(random, random.pick(schema.anyOf))
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type
  if (type === 'object' || schema.properties) return objectOf(random, schema.properties ?? {})
  if (type === 'array') return Array.from({ length: random.below(5) }, () => valueLike(random, schema.items ?? {}))
  if (type === 'boolean') return random.chance(0.5)
  if (type === 'integer' || type === 'number') return numberOf(random, schema)
  if (type === 'string') return textOf(random, schema)
  return oddValue(random)
}

function objectOf(random: Random, properties: NonNullable<Schema['properties']>): unknown {
  const entries = Object.entries(properties).filter(() => random.chance(0.8))
  return Object.fromEntries(entries.map(([name, schema]) => [name, valueLike(random, schema)]))
}

function numberOf(random: Random, { minimum = -5, maximum = 100 }: Schema): number {
  return random.pick([minimum, maximum, minimum - 1, maximum + 1, minimum + random.below(maximum - minimum + 1)])
}

function textOf(random: Random, { minLength = 0, maxLength = 100 }: Schema): string {
  if (random.chance(0.3)) return random.pick(ODD_TEXTS)
  const length = random.pick([minLength, maxLength, maxLength + 1, minLength + random.below(20)])
  return Array.from({ length }, () => random.pick('abcXYZ019 _-äß漢😀'.split(''))).join('')
}

/** The same value with odd ones in some places, and members too few or too many. */
export function mutateJson(random: Random, value: unknown, rate = 0.2): unknown {
  if (random.chance(rate)) return oddValue(random)
  if (Array.isArray(value)) return value.map((item) => mutateJson(random, item, rate))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(() => !random.chance(rate / 3))
  if (random.chance(rate)) entries.push([random.pick(ODD_TEXTS), oddValue(random)])
  return Object.fromEntries(entries.map(([name, member]) => [name, mutateJson(random, member, rate)]))
}
