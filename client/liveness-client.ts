import { eachSession } from './each-session.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { fetchedKeys } from './fetched-keys.ts'
import type { ReceiptClaims } from './receipt-claims.ts'
import { type Line, requestData, requestImage } from './request.ts'
import type { ResultClaims } from './result-claims.ts'
import { sessionPath, sessionQuery } from './session-path.ts'
import type { ErasedSession, OpenedSession, Session, SessionFilter, SessionRequest } from './types.ts'
import { type ErasedThing, verifyReceipt } from './verify-receipt.ts'
import { type ExpectedResult, verifyResult } from './verify-result.ts'
import { waitForSession } from './wait-for-session.ts'

export type { Expected } from './check-claims.ts'
export * from './errors.ts'
export { type FetchedKeysOptions, fetchedKeys } from './fetched-keys.ts'
export { fixedKeys, type KeySet, type PublicKeys } from './key-set.ts'
export type { ReceiptClaims } from './receipt-claims.ts'
export type { ResultClaims } from './result-claims.ts'
export type * from './types.ts'
export { type ErasedThing, type ExpectedReceipt, verifyReceipt } from './verify-receipt.ts'
export { type ExpectedResult, verifyResult } from './verify-result.ts'
export { type ReceivedHeaders, verifyWebhook, type WebhookOptions } from './verify-webhook.ts'
export type * from './webhook-event.ts'

const TIMEOUT_MS = 10_000
const TOTAL_MS = 30_000
const RETRIES = 2
const RETRIES_MAX = 10
/** Twice what the server's 1,000 keys take. */
const RECEIPT_KEYS_BYTES_MAX = 512 * 1024

export interface LivenessClientOptions {
  /** Address at which your back end reaches the server. */
  readonly url: string
  /** `lk_…`, made by `liveness key create`. */
  readonly apiKey: string
  /** Who signs results: the server's `PUBLIC_URL`, where that is not `url`. */
  readonly issuer?: string
  readonly fetch?: typeof fetch
  /** For one attempt: 10,000 unless told. */
  readonly timeoutMs?: number
  /** For all attempts of one call and the pauses between them: 30,000 unless told. */
  readonly totalMs?: number
  /** How often a request is sent again where the server is busy or out of reach: 2 unless told, at most 10. */
  readonly retries?: number
}

export interface CallOptions {
  /** Aborting it ends the call, which rejects with its reason. */
  readonly signal?: AbortSignal
}

export interface OpenOptions extends CallOptions {
  /** Yours where a whole process may repeat the call: the same one opens no second session. One a call unless told. */
  readonly idempotencyKey?: string
}

export interface ListOptions extends SessionFilter {
  /** Sessions on a page, 1 to 100: 20 unless told. */
  limit?: number
  /** The last session_id of the page before. */
  before?: string
}

/**
 * All calls reject with `LivenessError` where the server refuses, with `LivenessConnectionError` where it gives no
 * answer, and with a signal's reason where it aborts.
 */
export interface LivenessClient {
  open(request?: SessionRequest, options?: OpenOptions): Promise<OpenedSession>
  read(id: string, options?: CallOptions): Promise<Session>
  /** The session once it is over, or as it is after so many seconds, at most an hour: look at its `state`. */
  wait(id: string, options: { readonly seconds: number } & CallOptions): Promise<Session>
  /** One page, newest first. */
  list(options?: ListOptions, call?: CallOptions): Promise<Session[]>
  /** All of them, newest first: `for await (const session of client.each({ subject }))`. */
  each(filter?: SessionFilter, call?: CallOptions): AsyncGenerator<Session, void, undefined>
  /** Erases pictures and measurements, and cancels the session where it is open. The verdict stays. */
  erase(id: string, options?: CallOptions): Promise<ErasedSession>
  /** A picture that was kept, as JPEG. Each reading is a line of the server's audit log. */
  image(id: string, imageId: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>
  /** The signed result of a decided session. */
  result(id: string, options?: CallOptions): Promise<string>
  /** As the function of that name, with this server's keys, which are fetched when they are needed. */
  verifyResult(token: string, expected: Omit<ExpectedResult, 'issuer' | 'keys'>): Promise<ResultClaims>
  /** As the function of that name, with the keys that this server has and had, which are fetched each time. */
  verifyReceipt(receipt: string, erased: ErasedThing): Promise<ReceiptClaims>
}

/** A server, for a back end with an API key. Holds no connection: nothing has to be closed. */
export function livenessClient(options: LivenessClientOptions): LivenessClient {
  const line = readOptions(options)
  const { issuer = new URL(line.url).origin } = options
  const keys = fetchedKeys(line)

  const read = (id: string, holdSeconds: number, signal?: AbortSignal) =>
    requestData<Session>(line, {
      path: sessionPath(id) + (holdSeconds > 0 ? `?wait=${holdSeconds}` : ''),
      holdsMs: holdSeconds * 1000,
      signal,
    })
  const list = (asked: ListOptions, signal?: AbortSignal) =>
    requestData<Session[]>(line, { path: `/liveness/sessions${sessionQuery(asked)}`, signal })

  return {
    open: (request = {}, { idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      requestData(line, {
        ...{ method: 'POST', path: '/liveness/sessions', json: request, signal },
        headers: { 'idempotency-key': idempotencyKey },
      }),
    read: (id, { signal } = {}) => read(id, 0, signal),
    wait: (id, { seconds, signal }) => waitForSession((holdSeconds) => read(id, holdSeconds, signal), seconds, signal),
    list: (asked = {}, { signal } = {}) => list(asked, signal),
    each: (filter = {}, { signal } = {}) =>
      eachSession((before) => list({ limit: 100, ...filter, ...(before === undefined ? {} : { before }) }, signal)),
    erase: (id, { signal } = {}) => requestData(line, { method: 'DELETE', path: sessionPath(id), signal }),
    image: (id, imageId, { signal } = {}) => requestImage(line, { path: sessionPath(id, 'images', imageId), signal }),
    result: async (id, { signal } = {}) =>
      (await requestData<{ token: string }>(line, { path: sessionPath(id, 'result'), signal })).token,
    verifyResult: (token, expected) => verifyResult(token, { issuer, keys, ...expected }),
    verifyReceipt: async (receipt, erased) => {
      const { set } = await fetchKeySet(`${line.url}/.well-known/receipt-keys.json`, line.fetch, RECEIPT_KEYS_BYTES_MAX)
      return verifyReceipt(receipt, { issuer, keys: set, ...erased })
    },
  }
}

function readOptions(options: LivenessClientOptions): Line {
  const { url, apiKey, fetch = globalThis.fetch } = options
  const { timeoutMs = TIMEOUT_MS, totalMs = TOTAL_MS, retries = RETRIES } = options
  if (!/^https?:$/.test(new URL(url).protocol)) throw new TypeError('url must be the address of a liveness server')
  if (!/^[!-~]+$/.test(apiKey)) throw new TypeError('apiKey must be one that "liveness key create" printed')
  if (!(timeoutMs > 0 && totalMs > 0)) throw new RangeError('timeoutMs and totalMs must be more than 0')
  if (!(retries >= 0 && retries <= RETRIES_MAX)) throw new RangeError(`retries must be 0 to ${RETRIES_MAX}`)
  return { url: url.replace(/\/+$/, ''), apiKey, fetch, timeoutMs, totalMs, retries }
}
