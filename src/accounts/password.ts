import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { type HashGate, openHashGate } from './hash-gate.ts'

/** argon2id with the least that the OWASP Password Storage Cheat Sheet accepts: memory in KiB, passes, lanes. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export interface Passwords {
  /** Hashes the password's UTF-8 bytes with a salt of its own. Refuses `busy` when too many wait. */
  hash(password: string): Promise<string>
  /** Compares in time that does not depend on where they differ. Refuses `busy` when too many wait. */
  matches(passwordHash: string, password: string): Promise<boolean>
  /** A hash that nothing matches, of the same cost as a real one. */
  readonly decoyHash: string
  readonly gate: HashGate
}

export async function openPasswords(concurrency: number): Promise<Passwords> {
  const gate = openHashGate(concurrency)
  const hashNow = (password: string | Uint8Array) => hash(password, PARAMETERS)
  return {
    hash: (password) => gate.run(() => hashNow(Buffer.from(password))),
    matches: (passwordHash, password) => gate.run(() => verify(passwordHash, Buffer.from(password))),
    decoyHash: await hashNow(randomBytes(32)),
    gate,
  }
}

/** True when a stored hash is cheaper to guess against than one made today. */
export function isWeakHash(passwordHash: string): boolean {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash)
  if (found === null) return true
  const [memoryCost, timeCost] = found.slice(1).map(Number)
  return !(Number(memoryCost) >= PARAMETERS.memoryCost && Number(timeCost) >= PARAMETERS.timeCost)
}
