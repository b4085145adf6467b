import { request } from 'node:http'
import type { TestServer } from '../server.ts'
import type { OpenSession } from './capture-client.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a message, it asserts.
type Message = any

export interface Stream {
  readonly messages: Message[]
  /** The next message of a type, waiting for it where it has not come yet. */
  next(type: string): Promise<Message>
  frame(sequence: number, picture: Uint8Array<ArrayBuffer>, capturedAtMs?: number): void
  sendText(text: string): void
  sendBytes(bytes: Uint8Array<ArrayBuffer>): void
  close(): void
  /** The code the server closed with. */
  readonly closed: Promise<number>
}

/** Between the frames of a stream, on the clock of the test. */
export const FRAME_MS = 150

export const hello = JSON.stringify({
  type: 'hello',
  camera: { label: 'test', width: 640, height: 480, frame_rate: 10 },
})

/** Opens the stream of a session as a browser does, and greets. */
export async function openStream(
  server: Pick<TestServer, 'url'>,
  { id, token }: Pick<OpenSession, 'id' | 'token'>,
  greeting: string | null = hello,
): Promise<Stream> {
  const url = `${server.url.replace('http', 'ws')}/liveness/sessions/${id}/stream`
  const socket = new WebSocket(url, ['liveness.v1', `token.${token}`])
  socket.binaryType = 'arraybuffer'
  const messages: Message[] = []
  const waiting: { type: string; resolve: (message: Message) => void }[] = []
  let read = 0
  const deliver = () => {
    for (; waiting[0] && read < messages.length; read++)
      if (messages[read].type === waiting[0].type) waiting.shift()!.resolve(messages[read])
  }
  socket.addEventListener('message', ({ data }) => {
    messages.push(JSON.parse(data))
    deliver()
  })
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the stream was not opened')))
  })
  if (greeting !== null) socket.send(greeting)
  return {
    messages,
    next: (type) =>
      new Promise((resolve) => {
        waiting.push({ type, resolve })
        deliver()
      }),
    frame(sequence, picture, capturedAtMs = sequence * FRAME_MS) {
      const message = new Uint8Array(12 + picture.byteLength)
      const header = new DataView(message.buffer)
      header.setUint32(0, sequence)
      header.setFloat64(4, capturedAtMs)
      message.set(picture, 12)
      socket.send(message)
    },
    sendText: (text) => socket.send(text),
    sendBytes: (bytes) => socket.send(bytes),
    close: () => socket.close(),
    closed,
  }
}

/** How an upgrade is answered: 101, or the refusal in its envelope. */
export function tryUpgrade(
  { url }: Pick<TestServer, 'url'>,
  id: string,
  protocols: string,
): Promise<{ status: number; error: string | undefined; protocol: string | undefined }> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
      'sec-websocket-protocol': protocols,
    }
    const upgrade = request(`${url}/liveness/sessions/${id}/stream`, { headers })
    upgrade.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: 101, error: undefined, protocol: response.headers['sec-websocket-protocol'] })
    })
    upgrade.on('response', async (response) => {
      const text = (await response.toArray()).join('')
      resolve({ status: response.statusCode!, error: JSON.parse(text).error, protocol: undefined })
    })
    upgrade.on('error', reject)
    upgrade.end()
  })
}

/** The request that opens a stream, as its bytes: what follows them is up to the test. */
export function upgradeRequest({ id, token }: Pick<OpenSession, 'id' | 'token'>): string {
  const lines = [
    `GET /liveness/sessions/${id}/stream HTTP/1.1`,
    'host: x',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==',
    `sec-websocket-protocol: liveness.v1, token.${token}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
