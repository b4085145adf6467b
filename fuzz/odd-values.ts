import type { Random } from './random.ts'

/** Texts that programs have stumbled over. */
export const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ufeff',
  '\ud800',
  '\u202e\u200b\u2066',
  'e\u0301'.repeat(40),
  '\u0300'.repeat(2000),
  '🧑‍🚀'.repeat(20),
  'ﷺ'.repeat(80),
  'İ',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00%2e%2e',
  "' or 1=1 --",
  '{{7*7}}',
  'a'.repeat(5000),
  '\r\nset-cookie: x=y',
  '1e999',
  '-0',
  '9'.repeat(400),
]

const ODD_NUMBERS = [0, -0, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e308, 5e-324]

/** A value of JSON that hardly fits where it is put. */
export function oddValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => random.pick(ODD_TEXTS),
    () => random.pick(ODD_NUMBERS),
    () => null,
    () => random.chance(0.5),
    () => [],
    () => ({}),
    () => Array.from({ length: random.below(300) }, (_, index) => index),
    () => nested(1 + random.below(1500)),
    () => JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {}}}'),
    () => random.bytes(random.below(60)).toString('utf8'),
  ])()
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value }
  return value
}
