import { createHmac, randomBytes } from 'node:crypto'

const SECRET_PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new secret: 256 random bits. */
export function mintSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** A secret as the receiver is given it. */
export function printSecret(secret: Buffer): string {
  return SECRET_PREFIX + secret.toString('base64')
}

/**
 * The headers that say who sent a body and when: one signature for each secret (Standard Webhooks specification 1.0,
 * "Webhook headers (sending metadata to consumers)" and "Signature scheme").
 */
export function signedHeaders(
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
  secrets: readonly Buffer[],
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const content = `${id}.${timestamp}.${body}`
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
