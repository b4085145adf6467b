import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Input } from '../../fuzz/input.ts'
import { problemOf } from '../../fuzz/problem.ts'
import { send } from '../../fuzz/send.ts'
import { clientFrame } from '../../fuzz/web-socket-frame.ts'

const identity = { cookie: 'c', key: 'k', session: 's', token: 't' }
const request: Input = {
  kind: 'request',
  head: 'GET /{session} HTTP/1.1\r\nhost: x\r\n\r\n',
  body: Buffer.alloc(0),
  isWhole: true,
}
const stream: Input = { kind: 'stream', head: request.head, parts: [Buffer.from('a part')] }
const upgraded = 'HTTP/1.1 101 Switching Protocols\r\n\r\n'

/** The problem that is found with a server that answers just so, and closes the connection or does not. */
async function judge(
  t: TestContext,
  input: Input,
  answer: string | Buffer,
  closes: boolean,
): Promise<string | undefined> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => (closes ? socket.end(answer) : socket.write(answer)))
  })
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as { port: number }
  return problemOf(await send(`http://127.0.0.1:${port}`, input, identity, async () => {}))
}

const closing = (code: number): Buffer => {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  const message = clientFrame(1, Buffer.from('{}'), { isMasked: false })
  return Buffer.concat([Buffer.from(upgraded), message, clientFrame(8, payload, { isMasked: false })])
}

const noEnd = 'no end of the connection within 2 s'

for (const [what, input, answer, closes, problem] of [
  ['a 500', request, 'HTTP/1.1 500 Internal Server Error\r\n\r\n', true, 'status 500'],
  ['a 500 after a 100', request, 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 x\r\n\r\n', true, 'status 500'],
  ['a response that never comes', request, '', false, 'no response within 2 s'],
  ['a stream that failed', stream, closing(1011), true, 'close code 1011'],
  ['a refused upgrade that stays open', stream, 'HTTP/1.1 401 Unauthorized\r\n\r\n', false, noEnd],
  ['a stream that stays open', stream, upgraded, false, noEnd],
] as const)
  test(`the fuzz finds ${what}`, async (t) => {
    assert.equal(await judge(t, input, answer, closes), problem)
  })

for (const [what, input, answer, closes] of [
  ['a server that says it is busy', request, 'HTTP/1.1 503 Service Unavailable\r\n\r\n', true],
  ['a refusal on a connection that is kept', request, 'HTTP/1.1 400 Bad Request\r\n\r\n', false],
  ['a connection closed without a word', request, '', true],
  ['a stream closed for breaking the protocol', stream, closing(1002), true],
] as const)
  test(`the fuzz has nothing against ${what}`, async (t) => {
    assert.equal(await judge(t, input, answer, closes), undefined)
  })
