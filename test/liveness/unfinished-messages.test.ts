import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { createApiKey } from '../../src/identity/create-key.ts'
import { followMessages } from '../../src/liveness/frames/follow-messages.ts'
import { beginBody } from '../http/raw.ts'
import { startServer, type TestServer } from '../server.ts'
import { openSession } from './capture-client.ts'
import { subjectA } from './people.ts'
import { hello, upgradeRequest } from './web-socket.ts'

interface RawStream {
  readonly socket: Socket
  /** The code that the server closed with, and all that it had said before. */
  readonly closed: Promise<{ code: number; said: string }>
}

const [CONTINUATION, TEXT, BINARY, PING] = [0, 1, 2, 9]
const FINAL = 0x80

/** A frame of RFC 6455 as a client sends it, masked by zeros; `announced` may promise more than there is. */
function frame(first: number, payload: Uint8Array, announced = payload.length): Buffer {
  const head = Buffer.alloc(14)
  head[0] = first
  if (announced < 126) {
    head[1] = 0x80 | announced
    return Buffer.concat([head.subarray(0, 6), payload])
  }
  if (announced < 65_536) {
    head[1] = 0x80 | 126
    head.writeUInt16BE(announced, 2)
    return Buffer.concat([head.subarray(0, 8), payload])
  }
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(announced), 2)
  return Buffer.concat([head, payload])
}

const sockets: Socket[] = []

/** A server whose end finds none of the connections open that nobody reads. */
function startWithSockets(t: TestContext): Promise<TestServer> {
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  return startServer(t)
}

async function openRawStream(server: TestServer): Promise<RawStream> {
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.write(upgradeRequest(session))
  assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 101 /)
  socket.write(frame(FINAL | TEXT, Buffer.from(hello)))
  let received = Buffer.alloc(0)
  const { promise: closed, resolve } = Promise.withResolvers<{ code: number; said: string }>()
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece])
    const end = received.lastIndexOf(Buffer.from([0x88, 2]))
    if (end >= 0 && received.length === end + 4)
      resolve({ code: received.readUInt16BE(end + 2), said: received.subarray(0, end).toString('latin1') })
  })
  return { socket, closed }
}

/** A frame's header and the beginning of a JPEG, as much as asked for. */
function beginFrame(bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes)
  payload.set([0xff, 0xd8, 0xff], 12)
  return payload
}

test('a frame that never becomes whole is given up after five seconds, in one piece or in fragments', async (t) => {
  const server = await startWithSockets(t)
  const [whole, fragments] = [await openRawStream(server), await openRawStream(server)]
  whole.socket.write(frame(FINAL | BINARY, beginFrame(1000), 400_000))
  fragments.socket.write(frame(BINARY, beginFrame(1000)))
  fragments.socket.write(frame(CONTINUATION, new Uint8Array(1000)))
  for (const { closed } of [whole, fragments]) {
    const { code, said } = await closed
    assert.equal(code, 1013)
    assert.match(said, /"error":"request_timeout"/)
  }
})

test('a line of 80 kbit/s sends a frame of 80 KiB', async (t) => {
  const server = await startWithSockets(t)
  const { socket } = await openRawStream(server)
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  // What follows the end of a JPEG is ignored.
  const payload = new Uint8Array(80 * 1024)
  new DataView(payload.buffer).setFloat64(4, 1000)
  payload.set(picture, 12)
  const message = frame(FINAL | BINARY, payload)
  const measured = (async () => {
    for (;;) if (String((await once(socket, 'data'))[0]).includes('guidance')) return true
  })()
  for (let sent = 0; sent < message.length; sent += 1000) {
    socket.write(message.subarray(sent, sent + 1000))
    await wait(100)
  }
  assert.ok(await measured)
})

test('a message that says it is too large is refused before it comes', async (t) => {
  const server = await startWithSockets(t)
  const { socket, closed } = await openRawStream(server)
  socket.write(frame(FINAL | BINARY, beginFrame(20), 512 * 1024 + 13))
  const { code, said } = await closed
  assert.equal(code, 4413)
  assert.match(said, /at most 524288 bytes/)
})

test('unfinished frames of streams and unfinished pictures of requests share one room', async (t) => {
  const server = await startWithSockets(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'image/jpeg' }
  const streams = await Promise.all(Array.from({ length: 14 }, () => openRawStream(server)))
  const bytes = 6 * 1024 * 1024
  const uploads = Array.from({ length: 10 }, () => beginBody(server.url, ['POST', '/liveness/check'], bytes, headers))
  sockets.push(...uploads)
  const answers = uploads.map((upload) => once(upload, 'data').then(String, () => 'nothing'))
  for (const upload of uploads) upload.write(new Uint8Array(bytes - 2))
  while (uploads.some(({ writableLength }) => writableLength > 0)) await wait(5)
  assert.equal(await Promise.race([...answers, wait(100, 'none')]), 'none')
  for (const { socket } of streams) socket.write(frame(FINAL | BINARY, beginFrame(512 * 1024 - 100), 512 * 1024))
  // One of the frames, or a picture that gives way to it.
  const refusals = streams.map(({ closed }) => closed.then(({ code, said }) => `${code} ${said}`))
  assert.match(await Promise.race([...answers, ...refusals]), /^(HTTP\/1\.1 503|1013) [\s\S]*"error":"busy"/)
})

test('a message is followed wherever its bytes are cut', () => {
  const part = fc.record({
    bytes: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(125, 126, 65_535, 65_536)),
    kind: fc.constantFrom(BINARY, CONTINUATION, PING),
    final: fc.boolean(),
  })
  const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 70_000 }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), cuts, fc.nat(), (parts, sizes, cutOff) => {
      const frames = parts.map(({ bytes, kind, final }) => {
        const small = kind === PING ? Math.min(bytes, 125) : bytes
        const isFinal = final || kind === PING
        return { kind, isFinal, payload: small, data: frame((isFinal ? FINAL : 0) | kind!, new Uint8Array(small)) }
      })
      const all = Buffer.concat(frames.map(({ data }) => data))
      const sent = all.subarray(0, all.length === 0 ? 0 : cutOff % (all.length + 1))
      const follow = followMessages()
      let unfinished = { arrivedBytes: 0, payloadBytes: 0 }
      for (let at = 0; at < sent.length; ) {
        const size = sizes.next().value as number
        unfinished = follow(sent.subarray(at, at + size))
        at += size
      }
      let [expected, at] = [0, 0]
      for (const { kind, isFinal, data } of frames) {
        if (at >= sent.length) break
        const arrived = Math.min(data.length, sent.length - at)
        at += arrived
        if (arrived < data.length) expected += arrived
        else if (kind !== PING) expected = isFinal ? 0 : expected + arrived
      }
      assert.equal(unfinished.arrivedBytes, expected)
    }),
  )
})
