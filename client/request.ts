import { pause } from './pause.ts'
import { readBytes } from './read-bytes.ts'
import { readRefusal } from './read-refusal.ts'
import { retryDelayMs } from './retry-delay.ts'
import { withDeadline } from './with-deadline.ts'

const JSON_BYTES_MAX = 4 * 1024 * 1024
const IMAGE_BYTES_MAX = 8 * 1024 * 1024

/** How the server is reached. */
export interface Line {
  /** Without a slash at its end. */
  readonly url: string
  readonly apiKey: string
  readonly fetch: typeof fetch
  /** For one attempt. */
  readonly timeoutMs: number
  /** For all attempts and the pauses between them. */
  readonly totalMs: number
  /** How often a request is sent again, at most. */
  readonly retries: number
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** How much longer than usual the server may take to answer. */
  readonly holdsMs?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * What the server answers, as it is in the envelope's `data`. Whatever is asked must be safe to ask twice: it is sent
 * again where the server is busy or there was no answer.
 */
export async function requestData<Data>(line: Line, asked: Asked): Promise<Data> {
  const { response, bytes } = await request(line, asked, JSON_BYTES_MAX)
  const json = parse(bytes)
  if (typeof json !== 'object' || json === null || !('data' in json)) throw readRefusal(response, undefined)
  return json.data as Data
}

/** The same for what is a picture. */
export async function requestImage(line: Line, asked: Asked): Promise<Uint8Array<ArrayBuffer>> {
  const { response, bytes } = await request(line, asked, IMAGE_BYTES_MAX)
  if (!response.headers.get('content-type')?.startsWith('image/')) throw readRefusal(response, undefined)
  return bytes
}

interface Received {
  readonly response: Response
  readonly bytes: Uint8Array<ArrayBuffer>
}

async function request(line: Line, asked: Asked, bytesMax: number): Promise<Received> {
  const { holdsMs = 0, signal } = asked
  const endMs = performance.now() + line.totalMs + holdsMs
  for (let retry = 0; ; retry++)
    try {
      const leftMs = Math.max(1, endMs - performance.now())
      const timeoutMs = Math.min(line.timeoutMs + holdsMs, leftMs)
      const received = await withDeadline(timeoutMs, signal, (deadline) => send(line, asked, bytesMax, deadline))
      if (received.response.ok) return received
      throw readRefusal(received.response, parse(received.bytes))
    } catch (error) {
      const delayMs = retry < line.retries ? retryDelayMs(error, retry, Math.random()) : undefined
      if (delayMs === undefined || performance.now() + delayMs >= endMs) throw error
      await pause(delayMs, signal)
    }
}

async function send(line: Line, asked: Asked, bytesMax: number, signal: AbortSignal): Promise<Received> {
  const { method = 'GET', path, json, headers } = asked
  // Workers refuse to run their own as a method of another object.
  const { fetch } = line
  const response = await fetch(line.url + path, {
    method,
    // The key goes to the server that was named, and to no other.
    redirect: 'manual',
    signal,
    headers: {
      authorization: `Bearer ${line.apiKey}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  return { response, bytes: await readBytes(response, bytesMax) }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
