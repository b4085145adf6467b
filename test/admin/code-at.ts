import { createHmac } from 'node:crypto'

/** The code that an authenticator app shows at a time: RFC 6238 with SHA-1, 30 seconds and six digits. */
export function codeAt(secret: Uint8Array, now: number): string {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const hash = createHmac('sha1', secret).update(step).digest()
  const number = hash.readUInt32BE(hash.at(-1)! & 0xf) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
