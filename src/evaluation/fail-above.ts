import type { NamedRates } from './named-rates.ts'

export interface Limit {
  readonly name: string
  readonly most: number
}

/** A limit, and the upper bound of the rate's Clopper–Pearson interval that is compared with it. */
export interface ComparedLimit extends Limit {
  /** Sessions that it was measured on. */
  readonly of: number
  readonly upperBound: number
  readonly isAbove: boolean
}

const LIMITS_MAX = 100

/**
 * Reads limits such as `bpcer=0.02,apcer.photo=0.05`; throws a sentence where one is no number from 0 to 1 or names
 * none of the rates that there are.
 */
export function readLimits(text: string, names: readonly string[]): Limit[] {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > LIMITS_MAX) throw new Error(`there can be ${LIMITS_MAX} limits at most`)
  return parts.map((part) => {
    const [name = '', value = '', ...more] = part.split('=').map((side) => side.trim())
    const most = Number(value)
    if (more.length > 0 || !/^\d*\.?\d+$/.test(value) || !(most >= 0 && most <= 1))
      throw new Error(`"${part}" must be a rate and a number from 0 to 1, such as bpcer=0.02`)
    if (!names.includes(name)) throw new Error(`"${name}" is no rate of this data set. There are: ${names.join(', ')}`)
    return { name, most }
  })
}

/** What is not shown to be at or below its limit is above it: so is a rate of which nothing was measured. */
export function compareLimits(limits: readonly Limit[], rates: NamedRates): ComparedLimit[] {
  return limits.map(({ name, most }) => {
    const of = rates[name]?.of ?? 0
    const upperBound = rates[name]?.interval[1] ?? 1
    return { name, most, of, upperBound, isAbove: of === 0 || !(upperBound <= most) }
  })
}
