import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { literalAddress } from './endpoint-url.ts'
import { type Answer, readRetryAfter } from './judge-attempt.ts'
import { isPermittedAddress } from './permitted-address.ts'

/** For all of it: name, connection, request and response. */
const REQUEST_MS_MAX = 15_000
/** More of a response is not read. */
const RESPONSE_BYTES_MAX = 16 * 1024
const IDLE_SOCKETS_MAX = 16
const ADDRESS_REFUSED = 'address_refused'
/** The failure of what was being sent when the sender was closed. */
export const CUT_OFF = 'cut_off'

/** The outside world's names, as `dns.lookup` answers when it is asked for all addresses. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void

export interface Sender {
  /** Sends a body once. Never rejects. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string, now: number): Promise<Answer>
  /** Cuts off what is being sent, and closes the connections that are kept. */
  close(): void
}

/**
 * Sends to addresses that are permitted, and to no other: each address a name resolves to is checked, and of those
 * that passed one is connected to, so that an answer of the DNS can't be turned after the check. Follows no redirect
 * and uses no proxy; a connection is kept for later requests to the same host.
 */
export function openSender(
  networks: readonly string[],
  resolve: Resolve = systemLookup,
  requestMs: number = REQUEST_MS_MAX,
): Sender {
  const agent = { keepAlive: true, maxFreeSockets: IDLE_SOCKETS_MAX }
  const agents = {
    'https:': new HttpsAgent({ ...agent, lookup: permittedLookup(true, networks, resolve) }),
    'http:': new HttpAgent({ ...agent, lookup: permittedLookup(false, networks, resolve) }),
  }
  const closing = new AbortController()
  return {
    async post(address, headers, body, now) {
      const url = new URL(address)
      const isEncrypted = url.protocol === 'https:'
      const literal = literalAddress(url)
      if (literal !== undefined && !isPermittedAddress(literal, isEncrypted, networks))
        return { failure: ADDRESS_REFUSED }
      const signal = AbortSignal.any([AbortSignal.timeout(requestMs), closing.signal])
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
      }
      const send = (mayRepeat: boolean) =>
        new Promise<Answer>((settle) => {
          const request = isEncrypted
            ? httpsRequest(url, { ...options, agent: agents['https:'] })
            : httpRequest(url, { ...options, agent: agents['http:'] })
          request.on('error', (error) => {
            // The receiver closed a kept connection while this request was on its way: no fault of it.
            const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
            settle(isStale && mayRepeat ? send(false) : { failure: failureOf(error) })
          })
          request.on('response', (response) =>
            drainResponse(response).then(
              () => settle(answerOf(response, now)),
              (error: Error) => settle({ failure: failureOf(error) }),
            ),
          )
          // Nobody else would end it: Node closes the connection without an error, and then no signal is heard.
          request.on('upgrade', (response, socket) => {
            socket.destroy()
            settle(answerOf(response, now))
          })
          request.end(body)
        })
      return send(true)
    },
    close() {
      closing.abort()
      for (const one of Object.values(agents)) one.destroy()
    },
  }
}

/** A `lookup` for `net.connect` that answers only with addresses that are permitted, and fails where none is. */
function permittedLookup(isEncrypted: boolean, networks: readonly string[], resolve: Resolve): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, { all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      const permitted = addresses.filter(({ address }) => isPermittedAddress(address, isEncrypted, networks))
      const [first] = permitted
      if (!first) return callback(Object.assign(new Error(ADDRESS_REFUSED), { code: ADDRESS_REFUSED }), '')
      return options.all ? callback(null, permitted) : callback(null, first.address, first.family)
    })
}

/** Resolves when the response has ended, or is longer than anyone reads. Rejects where it is cut off before. */
async function drainResponse(response: IncomingMessage): Promise<void> {
  let bytes = 0
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length
    if (bytes > RESPONSE_BYTES_MAX) return void response.destroy()
  }
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, now: number): Answer {
  return { status: statusCode, retryAfterMs: readRetryAfter(statusCode, headers['retry-after'], now) }
}

function failureOf(error: Error): string {
  const { code, name, cause } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return (cause as Error | undefined)?.name === 'TimeoutError' ? 'timeout' : CUT_OFF
  return code ?? 'failed'
}
