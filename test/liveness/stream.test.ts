import assert from 'node:assert/strict'
import { test } from 'node:test'
import Schema from 'typebox/schema'
import { clientFrame } from '../../fuzz/web-socket-frame.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sendRaw } from '../http/raw.ts'
import { startServer, type TestServer } from '../server.ts'
import { act, lookedAt, released } from './act.ts'
import { beginAttempt, type OpenSession, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { openStream, type Stream, tryUpgrade, upgradeRequest } from './web-socket.ts'

const turn = { actions: ['turn_left'] }
const atRest = { shown: 'look_straight', sinceMs: 0, atMs: 0 } as const

async function newSession(server: TestServer): Promise<OpenSession> {
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  return openSession(server, key, turn)
}

test('a whole session over a stream: steps one at a time, guidance when it changes, the result, and the end', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const stream = await openStream(server, session)
  assert.deepEqual(await stream.next('step'), {
    type: 'step',
    index: 0,
    count: 2,
    action: 'look_straight',
    prompt: 'Look straight at the camera',
    timeout_ms: 120_000,
  })
  await act(server, session, stream)
  assert.equal(await stream.closed, 1000)
  const others = stream.messages.filter(({ type }) => type !== 'guidance').map(({ at, ...message }) => message)
  assert.deepEqual(others.slice(1), [
    { type: 'pace', frames_per_second: 15 },
    { type: 'step_done', index: 0 },
    { type: 'step', index: 1, count: 2, action: 'turn_left', prompt: 'Turn your head left', timeout_ms: 8000 },
    { type: 'step_done', index: 1 },
    { type: 'result', state: 'decided', verdict: 'live', next_action: 'accept' },
  ])
  const guidance = stream.messages.filter(({ type }) => type === 'guidance')
  assert.ok(guidance.some(({ code }) => code === 'turn_more'))
  const told = guidance.map(({ code, progress }) => `${code} ${progress}`)
  assert.ok(told.every((one, index) => one !== told[index - 1]))
  const progress = guidance.flatMap((message) => message.progress ?? [])
  assert.ok(progress.every((value) => value >= 0 && value <= 1) && Math.max(...progress) > 0.5)
  const { components } = (await server.request('GET', '/openapi.json')).json
  const schema = { $ref: '#/components/schemas/ServerMessage', components }
  for (const message of stream.messages) assert.ok(Schema.Check(schema, message), JSON.stringify(message))
})

test('without a valid token there is no stream: 401 before the upgrade, and over a finished session 409', async (t) => {
  const server = await startServer(t)
  const [session, other] = [await newSession(server), await newSession(server)]
  const refusals = ['liveness.v1', `liveness.v1, token.${other.token}`, `token.${session.token}`, 'liveness.v1, token.']
  for (const protocols of refusals)
    assert.deepEqual(await tryUpgrade(server, session.id, protocols), {
      status: 401,
      error: 'unauthorized',
      protocol: undefined,
    })
  const protocols = `liveness.v1, token.${session.token}`
  assert.deepEqual(await tryUpgrade(server, session.id, protocols), {
    status: 101,
    error: undefined,
    protocol: 'liveness.v1',
  })
  await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  assert.deepEqual(await tryUpgrade(server, session.id, protocols), {
    status: 409,
    error: 'session_over',
    protocol: undefined,
  })
  assert.equal((await server.request('GET', `/liveness/sessions/${session.id}/stream`)).status, 400)
})

test('while one client streams, its token opens no second stream and no request of its own', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const stream = await openStream(server, session)
  await stream.next('step')
  const second = await tryUpgrade(server, session.id, `liveness.v1, token.${session.token}`)
  assert.deepEqual(second, { status: 409, error: 'session_taken', protocol: undefined })
  const put = await sendFrame(server, session, 0, await subjectA()({ ...atRest, frame: 0 }))
  assert.equal(put.json.error, 'session_taken')
})

test('after a stream died without a word, frames may come by requests of their own', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const stream = await openStream(server, session)
  await stream.next('step')
  server.clock.advance(3_500)
  const camera = subjectA()
  for (let frame = 0; frame < 3; frame++) {
    server.clock.advance(100)
    assert.equal((await sendFrame(server, session, frame, await camera({ ...atRest, frame }))).status, 200)
  }
})

test('a client that starts its sequence over gets an error', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const camera = subjectA()
  await sendFrame(server, session, 70, await camera({ ...atRest, frame: 0 }))
  server.clock.advance(3_500)
  const stream = await openStream(server, session)
  stream.frame(0, await camera({ ...atRest, frame: 1 }))
  const { error, message } = await stream.next('error')
  assert.deepEqual([error, message], ['bad_frame', 'The sequence of frames grows: the last one was 70'])
})

test('a dropped connection is taken up again where it was', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const first = await openStream(server, session)
  await first.next('step')
  await act(server, session, first, 0, 12)
  first.close()
  await first.closed
  await released(server, session)
  const second = await openStream(server, session)
  await second.next('guidance')
  const step = second.messages.find(({ type }) => type === 'step')
  assert.ok(step === undefined || step.timeout_ms <= 8000)
  await act(server, session, second, 12)
  assert.equal(await second.closed, 1000)
  assert.equal((await readSession(server, session)).verdict, 'live')
})

test('a client that went silent is replaced, and gets an error when it sends again', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const silent = await openStream(server, session)
  await silent.next('step')
  server.clock.advance(4_000)
  const second = await openStream(server, session)
  await second.next('step')
  silent.frame(0, await subjectA()({ ...atRest, frame: 0 }))
  assert.equal(await silent.closed, 4409)
  assert.equal(silent.messages.at(-1)?.error, 'session_taken')
  second.frame(0, await subjectA()({ ...atRest, frame: 1 }))
  await lookedAt(server, session, 0)
})

test('what is not said as agreed ends the stream with the reason', async (t) => {
  const server = await startServer(t)
  const picture = await subjectA()({ ...atRest, frame: 0 })
  const cases: [string, number, string, (stream: Stream) => void][] = [
    ['a frame before the hello', 4400, 'invalid_request', (stream) => stream.frame(0, picture)],
    ['a text that is no hello', 4400, 'invalid_request', (stream) => stream.sendText('{"type": "goodbye"}')],
    [
      'too long a hello',
      4400,
      'invalid_request',
      (stream) => stream.sendText(`{"type": "hello", "x": "${'x'.repeat(5000)}"}`),
    ],
    ['not JSON', 4400, 'invalid_request', (stream) => stream.sendText('hello')],
  ]
  for (const [name, code, error, act] of cases) {
    const stream = await openStream(server, await newSession(server), null)
    act(stream)
    assert.equal(await stream.closed, code, name)
    assert.equal(stream.messages.at(-1)?.error, error, name)
  }
  const greeted = await openStream(server, await newSession(server))
  greeted.sendText('{"type": "hello"}')
  assert.equal(await greeted.closed, 4400, 'a second hello')
  const large = await openStream(server, await newSession(server))
  large.sendBytes(new Uint8Array(512 * 1024 + 13))
  assert.equal(await large.closed, 4413)
  assert.equal(large.messages.at(-1)?.error, 'too_large')
  const fast = await openStream(server, await newSession(server))
  for (let sequence = 0; sequence < 100; sequence++) fast.frame(sequence, picture)
  assert.equal(await fast.closed, 4429)
  assert.equal(fast.messages.at(-1)?.error, 'too_many_requests')
})

test('who has failed too often gets the time to wait over the stream', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '1' })
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const [first, second] = await Promise.all(
    [0, 1].map(() => openSession(server, key, { subject: 'impatient', ...turn })),
  )
  await beginAttempt(server, first!, subjectA())
  await server.request('DELETE', `/liveness/sessions/${first!.id}`, first!.owner)
  server.clock.advance(60_000)
  const stream = await openStream(server, second!)
  const refused = stream.next('error')
  void act(server, second!, stream, 0, 30).catch(() => {})
  const { error, retry_after_seconds } = await refused
  assert.equal(error, 'too_many_requests')
  assert.ok(retry_after_seconds > 530 && retry_after_seconds <= 540, `${retry_after_seconds}`)
  assert.equal(await stream.closed, 4429)
})

test('a bad frame gets an error and is skipped, and a client that sends nothing else is disconnected', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const stream = await openStream(server, session)
  const picture = await subjectA()({ ...atRest, frame: 0 })
  const tell = async (send: () => void) => {
    const told = stream.next('error')
    send()
    assert.equal((await told).error, 'bad_frame')
  }
  stream.frame(5, picture)
  await lookedAt(server, session, 5)
  await tell(() => stream.frame(5, picture))
  await tell(() => stream.frame(3, picture))
  await tell(() => stream.frame(6, picture, Number.NaN))
  await tell(() => stream.sendBytes(new Uint8Array(5)))
  await tell(() => stream.frame(7, new Uint8Array([1, 2, 3])))
  await tell(() => stream.frame(8, picture.slice(0, 1500)))
  stream.frame(9, await subjectA()({ ...atRest, frame: 1 }))
  await lookedAt(server, session, 9)
  for (let count = 0; count < 5; count++) stream.frame(1, picture)
  assert.equal(await stream.closed, 4400)
})

test('of frames that come faster than they can be measured, the newest wins and no queue grows', async (t) => {
  const server = await startServer(t)
  const session = await newSession(server)
  const stream = await openStream(server, session)
  const camera = subjectA()
  const pictures = await Promise.all(Array.from({ length: 20 }, (_, frame) => camera({ ...atRest, frame })))
  for (const [sequence, picture] of pictures.entries()) stream.frame(sequence, picture, sequence)
  await lookedAt(server, session, 19)
  const { frames } = await readSession(server, session)
  assert.ok(frames.received < 12, `${frames.received} frames were measured`)
})

test('a stream past its time is closed as over, and one whose session is deleted too', async (t) => {
  const server = await startServer(t, { LIVENESS_SESSION_SECONDS: '1' })
  const late = await openStream(server, await newSession(server))
  server.clock.advance(1_000)
  assert.equal(await late.closed, 4408)
  assert.equal(late.messages.at(-1)?.error, 'session_over')
  const session = await newSession(server)
  const deleted = await openStream(server, session)
  await deleted.next('step')
  await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  deleted.frame(0, await subjectA()({ ...atRest, frame: 0 }))
  assert.equal(await deleted.closed, 4408)
})

test('a client that breaks the WebSocket protocol is disconnected, and that is no error of the server', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  for (const frame of [
    clientFrame(3, Buffer.alloc(5)),
    clientFrame(1, Buffer.from([0xff])),
    Buffer.from([0x82, 1, 1]),
  ]) {
    const sent = Buffer.concat([Buffer.from(upgradeRequest(await openSession(server, key))), frame])
    assert.match(await sendRaw(server.url, sent), /^HTTP\/1.1 101 /)
  }
  const errors = server.logLines.filter((line) => JSON.parse(line).level >= 40)
  assert.deepEqual(errors, [])
})
