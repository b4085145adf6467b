import type { Random } from './random.ts'

/** The same bytes with something wrong: cut off, flipped, repeated, moved, inserted or appended. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  const length = random.below(Math.min(64, bytes.length - at + 1))
  return random.pick<() => Buffer>([
    () => bytes.subarray(0, at),
    () => flip(random, bytes, bytes.length),
    () => flip(random, bytes, 64),
    () => Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(40)), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
    () => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]),
    () => Buffer.concat([bytes, random.bytes(1 + random.below(200))]),
  ])()
}

function flip(random: Random, bytes: Buffer, within: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let count = 1 + random.below(12); count > 0 && copy.length > 0; count--) {
    const at = random.below(Math.min(within, copy.length))
    copy[at] = random.chance(0.5) ? copy[at]! ^ (1 << random.below(8)) : random.pick([0, 1, 0x7f, 0x80, 0xff])
  }
  return copy
}
