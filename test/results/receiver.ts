import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'

export interface Received {
  readonly id: string
  readonly headers: Record<string, string>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of a body, it asserts.
  readonly body: any
}

export interface Receiver {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** How it answers from now on; 204 unless told. */
  answer: (response: ServerResponse, received: Received) => void
  /** Closes its connections, answered or not. */
  hangUp(): void
  /** Resolves once so many came in all. */
  count(wanted: number): Promise<readonly Received[]>
}

const WAIT_MS_MAX = 5_000

/** A real HTTP server that notes what it is sent. */
export async function startReceiver(t: TestContext, host = '127.0.0.1'): Promise<Receiver> {
  const received: Received[] = []
  const receiver = { received, answer: status(204) }
  const server = createServer(async (request, response) => {
    const one = await read(request)
    received.push(one)
    receiver.answer(response, one)
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const count = async (wanted: number) => {
    await until(() => received.length >= wanted)
    return received
  }
  return Object.assign(receiver, {
    url: `http://${host}:${port}/hook`,
    port,
    count,
    hangUp: () => server.closeAllConnections(),
  })
}

export const status =
  (code: number, headers: Record<string, string> = {}): Receiver['answer'] =>
  (response) =>
    void response.writeHead(code, headers).end()

/** Throws what the specification's own package finds wrong with what was received, whenever that was. */
export function verify(secret: string, { headers, text }: Received): unknown {
  return new Webhook(secret).verify(text, headers)
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > WAIT_MS_MAX) throw new Error(`did not come true: ${holds}`)
    await sleep(5)
  }
}

async function read(request: IncomingMessage): Promise<Received> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  const headers = request.headers as Record<string, string>
  return { id: headers['webhook-id'] ?? '', headers, text, body: JSON.parse(text) }
}
