import { hash } from 'node:crypto'
import type { RandomBelow } from '../liveness/decision/challenge.ts'

/** A seed of 32 bits for one part of an evaluation: the same whatever other parts there are. */
export function seedFor(seed: number, part: string): number {
  return Number.parseInt(hash('sha256', `${seed} ${part}`, 'hex').slice(0, 8), 16)
}

/** The same numbers for the same seed (mulberry32): for repeatable measurements, never for what must not be guessed. */
export function seededRandomBelow(seed: number): RandomBelow {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit)
  }
}
