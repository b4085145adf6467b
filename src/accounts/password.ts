import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { siteOf } from '../throttle/network.ts'
import { type HashGate, openHashGate } from './hash-gate.ts'

/** argon2id with the least that the OWASP Password Storage Cheat Sheet accepts: memory in KiB, passes, lanes. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export interface Passwords {
  /**
   * Hashes the password's UTF-8 bytes with a salt of its own, when it is the turn of the address's site. Refuses `busy`
   * when too many wait.
   */
  hash(password: string, address: string): Promise<string>
  /** Compares in time that does not depend on where they differ. Turns and refusal as above. */
  matches(passwordHash: string, password: string, address: string): Promise<boolean>
  /** A hash that nothing matches, of the same cost as a real one. */
  readonly decoyHash: string
  readonly gate: HashGate
}

export async function openPasswords(concurrency: number): Promise<Passwords> {
  const gate = openHashGate(concurrency)
  const hashNow = (password: string | Uint8Array) => hash(password, PARAMETERS)
  return {
    hash: (password, address) => gate.run(siteOf(address), () => hashNow(Buffer.from(password))),
    matches: (passwordHash, password, address) =>
      gate.run(siteOf(address), () => verify(passwordHash, Buffer.from(password))),
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
