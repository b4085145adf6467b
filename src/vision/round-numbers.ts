/**
 * Every number of a plain value to four decimals, which are far below any measuring error. The result is what JSON
 * keeps of it: −0 becomes 0, and what is not finite becomes null. So the value that is decided on is the value that
 * is stored, and a replay gives the same decision.
 */
export function roundNumbers<Value>(value: Value): Value
export function roundNumbers(value: unknown): unknown {
  if (typeof value === 'number') {
    const rounded = Math.round(value * 1e4) / 1e4 + 0
    return Number.isFinite(rounded) ? rounded : null
  }
  if (Array.isArray(value)) return value.map(roundNumbers)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, roundNumbers(part)]))
}
