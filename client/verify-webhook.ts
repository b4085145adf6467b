import { fromBase64 } from './base64.ts'
import { VerificationError } from './errors.ts'
import { readEvent } from './read-event.ts'
import type { WebhookEvent } from './webhook-event.ts'

const BODY_BYTES_MAX = 64 * 1024
const SIGNATURES_MAX = 10
const TOLERANCE_SECONDS = 300
const SECRET_BYTES_MIN = 16

/** As `fetch` has them, or as Node has: a plain object with lower-case names. */
export type ReceivedHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export interface WebhookOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** How far the sender's clock may be off, in either direction: 300 s unless told. */
  readonly toleranceSeconds?: number
}

/**
 * The event that a webhook tells, where one of the secrets signed it (Standard Webhooks 1.0). It may arrive again:
 * `id` is the same then. Rejects with `VerificationError` where it is not to be believed, with `TypeError` where a
 * secret is not one.
 *
 * @param body the bytes as they came, before anything parsed them
 * @param secrets `whsec_…`; several while one is being replaced
 */
export async function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: ReceivedHeaders,
  secrets: string | readonly string[],
  { now = Date.now, toleranceSeconds = TOLERANCE_SECONDS }: WebhookOptions = {},
): Promise<WebhookEvent> {
  const keys = [secrets].flat().map(readSecret)
  if (keys.length === 0) throw new TypeError('verifyWebhook needs a secret')
  const bytes = toBytes(body)
  if (bytes.length > BODY_BYTES_MAX)
    throw new VerificationError('too_large', `A webhook has at most ${BODY_BYTES_MAX} bytes`)
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (!id || !timestamp || !signatures) throw new VerificationError('missing_header', 'A header of webhooks is missing')
  const head = new TextEncoder().encode(`${id}.${timestamp}.`)
  const signed = new Uint8Array(head.length + bytes.length)
  signed.set(head)
  signed.set(bytes, head.length)
  if (!(await isSigned(signed, readSignatures(signatures), keys)))
    throw new VerificationError('signature', 'None of the secrets signed this')
  const offSeconds = /^\d{1,12}$/.test(timestamp) ? Math.abs(now() / 1000 - Number(timestamp)) : Number.NaN
  if (!(offSeconds <= toleranceSeconds)) throw new VerificationError('timestamp', 'The webhook is too old, or too new')
  return readEvent(id, bytes)
}

/** Compares in constant time, as `verify` does. */
async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: readonly Uint8Array<ArrayBuffer>[],
  secrets: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    for (const signature of signatures) if (await crypto.subtle.verify('HMAC', key, signature, signed)) return true
  }
  return false
}

/** Those of version 1 that there are: others, and what can't be read, are passed over. */
function readSignatures(text: string): Uint8Array<ArrayBuffer>[] {
  const ofVersion1 = text.split(' ').filter((signature) => signature.startsWith('v1,'))
  return ofVersion1.slice(0, SIGNATURES_MAX).flatMap((signature) => fromBase64(signature.slice('v1,'.length)) ?? [])
}

function readSecret(text: string): Uint8Array<ArrayBuffer> {
  const bytes = text.startsWith('whsec_') ? fromBase64(text.slice('whsec_'.length)) : undefined
  if (!bytes || bytes.length < SECRET_BYTES_MIN) throw new TypeError('A secret of a webhook looks like whsec_…')
  return bytes
}

function toBytes(body: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof ArrayBuffer || body instanceof Uint8Array) return new Uint8Array(body)
  throw new TypeError('verifyWebhook needs the body as it came, not what was parsed of it')
}

function headerOf(headers: ReceivedHeaders, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : headers[name as keyof typeof headers]
  return typeof value === 'string' ? value : undefined
}
