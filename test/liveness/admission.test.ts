import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { Admission } from '../../src/liveness/sessions/admission.ts'
import type { VisionPool } from '../../src/vision/pool.ts'
import { engine } from '../engine.ts'
import { startServer } from '../server.ts'
import { act } from './act.ts'
import { beginAttempt, capture, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { openStream } from './web-socket.ts'

const turn = { actions: ['turn_left'] }
/** Room for one session at five frames a second. */
const narrow: VisionPool = { ...engine, framesPerSecond: 7 }

/** Sessions that each send a frame every 200 ms and, once they run, are over after so long. */
function simulate(admission: Admission, sessions: number, heldMs: number, seconds: number) {
  const began = new Map<number, number>()
  const ended = new Set<number>()
  let runningMax = 0
  for (let atMs = 0; atMs < seconds * 1000; atMs += 200) {
    let running = 0
    for (let id = 0; id < sessions; id++) {
      if (ended.has(id)) continue
      const since = began.get(id)
      if (since !== undefined && atMs - since >= heldMs) {
        admission.leave(`${id}`, atMs)
        ended.add(id)
        continue
      }
      if (!admission.admit(`${id}`, since !== undefined, atMs).runs) continue
      running++
      if (since === undefined) began.set(id, atMs)
    }
    runningMax = Math.max(runningMax, running)
  }
  return { began, ended, runningMax }
}

test('as many sessions run as the engine can measure at five frames a second, the others in the order in which they came', () => {
  const { began, ended, runningMax } = simulate(new Admission({ framesPerSecond: 63 }), 50, 8_000, 60)
  assert.equal(runningMax, 10)
  assert.equal(ended.size, 50)
  const order = [...began].sort(([, a], [, b]) => a - b).map(([id]) => id)
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  )
  assert.ok(Math.max(...began.values()) <= 4 * (8_000 + 400), 'the last begins as soon as capacity allows')
})

test('how long the wait is said to be is about how long it is', () => {
  const admission = new Admission({ framesPerSecond: 25 })
  for (let id = 0; id < 4; id++) admission.admit(`running ${id}`, true, 0)
  const waits = Array.from({ length: 8 }, (_, id) => admission.admit(`${id}`, false, 0))
  assert.deepEqual(
    waits.map((admitted) => !admitted.runs && admitted.waitSeconds),
    [3, 5, 8, 10, 13, 15, 18, 20],
  )
})

test('a session whose attempt has begun always runs, and is counted', () => {
  const admission = new Admission({ framesPerSecond: 7 })
  assert.deepEqual(admission.admit('one', false, 0), { runs: true })
  for (let id = 0; id < 5; id++) assert.deepEqual(admission.admit(`begun ${id}`, true, 0), { runs: true })
  admission.leave('one', 0)
  assert.equal(admission.admit('two', false, 0).runs, false)
})

test('who sends nothing for five seconds makes room, and who is slow to find the light lets others go first', () => {
  const admission = new Admission({ framesPerSecond: 7 })
  admission.admit('silent', true, 0)
  assert.equal(admission.admit('next', false, 5_000).runs, false)
  assert.equal(admission.admit('next', false, 5_001).runs, true)

  const slow = new Admission({ framesPerSecond: 7 })
  for (let atMs = 0; atMs <= 20_000; atMs += 1_000) {
    assert.equal(slow.admit('slow', false, atMs).runs, true, `${atMs}`)
    assert.equal(slow.admit('next', false, atMs).runs, false, `${atMs}`)
  }
  assert.equal(slow.admit('slow', false, 20_200).runs, false)
  assert.equal(slow.admit('next', false, 20_300).runs, true)
})

test('a client that asks again when it was told to has kept its place', () => {
  const admission = new Admission({ framesPerSecond: 7 })
  admission.admit('running', true, 0)
  const first = admission.admit('patient', false, 0)
  assert.ok(!first.runs)
  for (let atMs = 0; atMs <= 10_000; atMs += 500) {
    admission.admit('running', true, atMs)
    admission.admit('eager', false, atMs)
  }
  assert.equal(admission.admit('patient', false, first.waitSeconds * 1000).runs, false)
  admission.leave('running', 10_400)
  assert.equal(admission.admit('eager', false, 10_500).runs, false)
  assert.equal(admission.admit('patient', false, 10_600).runs, true)
})

test('the pace is what all running sessions can be measured at, from 5 to 15', () => {
  const admission = new Admission({ framesPerSecond: 100 })
  assert.equal(admission.framesPerSecond, 15)
  for (let id = 0; id < 10; id++) admission.admit(`${id}`, true, 0)
  assert.equal(admission.framesPerSecond, 8)
  for (let id = 0; id < 30; id++) admission.admit(`more ${id}`, true, 0)
  assert.equal(admission.framesPerSecond, 5)
})

test('a full server lets a stream wait, says for how long and at which pace, and takes neither time nor attempt', async (t) => {
  const server = await startServer(t, { LIVENESS_SESSION_SECONDS: '35', LIVENESS_STEP_SECONDS: '60' }, narrow)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const [running, waiting] = [await openSession(server, key, turn), await openSession(server, key, turn)]
  const picture = subjectA()
  assert.equal((await beginAttempt(server, running, picture)).status, 200)

  const stream = await openStream(server, waiting)
  const camera = subjectA()
  for (let frame = 0; frame < 20; frame++) {
    stream.frame(frame, await camera(still(frame)), server.clock.steady())
    server.clock.advance(1_500)
    if (frame % 2 === 0) await sendFrame(server, running, 100 + frame, await picture(still(100 + frame)))
  }
  const told = (type: string) => stream.messages.filter((message) => message.type === type)
  assert.deepEqual(told('pace')[0]?.frames_per_second, 5)
  assert.ok(told('wait')[0]?.seconds > 0)
  assert.equal((await readSession(server, waiting)).steps.length <= 1, true)
  assert.ok(!told('step').some(({ index }) => index > 0), 'nothing is asked of one who waits')

  await server.request('DELETE', `/liveness/sessions/${running.id}`, running.owner)
  server.clock.advance(5_100)
  await act(server, waiting, stream, 40)
  assert.equal(await stream.closed, 1000)
  assert.equal(told('wait').at(-1)?.seconds, 0)
  assert.equal((await readSession(server, waiting)).verdict, 'live')
})

test('without a WebSocket the wait is a 503 with Retry-After, and the session goes on when there is room', async (t) => {
  const server = await startServer(t, { LIVENESS_SESSION_SECONDS: '35', LIVENESS_STEP_SECONDS: '60' }, narrow)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const [running, waiting] = [await openSession(server, key, turn), await openSession(server, key, turn)]
  const [picture, camera] = [subjectA(), subjectA()]
  assert.equal((await beginAttempt(server, running, picture)).status, 200)
  let refused = 0
  let frame = 0
  for (; frame < 30; frame++) {
    assert.equal((await sendFrame(server, running, 100 + frame, await picture(still(100 + frame)))).status, 200)
    const answer = await sendFrame(server, waiting, frame, await camera(still(frame)), frame * 1_000)
    server.clock.advance(1_000)
    if (answer.status === 200) continue
    refused++
    assert.equal(answer.json.error, 'busy')
    assert.ok(Number(answer.headers.get('retry-after')) >= 1)
  }
  assert.ok(refused > 10)
  await server.request('DELETE', `/liveness/sessions/${running.id}`, running.owner)
  server.clock.advance(5_100)
  const how = { firstSequence: frame, capturedAt: (atMs: number) => 30_000 + atMs }
  const { last } = await capture(server, waiting, subjectA(), how)
  assert.equal(last.json.data.verdict, 'live')
})

test('what is no picture holds no room', async (t) => {
  const server = await startServer(t, {}, narrow)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const [empty, honest] = [await openSession(server, key, turn), await openSession(server, key, turn)]
  for (let frame = 0; frame < 5; frame++) {
    server.clock.advance(100)
    assert.equal((await sendFrame(server, empty, frame, new Uint8Array([0xff, 0xd8, 0xff]))).json.error, 'bad_image')
  }
  const camera = subjectA()
  // Without room one in 1.4 s would be measured to guide the person.
  for (let frame = 0; frame < 4; frame++) {
    server.clock.advance(100)
    assert.equal((await sendFrame(server, honest, frame, await camera(still(frame)), frame * 100)).status, 200)
  }
})

test('a load balancer sees the room that is left', async (t) => {
  const server = await startServer(t, {}, { ...engine, framesPerSecond: 63 })
  const room = async () => {
    const { status, headers } = await server.request('GET', '/readyz')
    assert.equal(status, 200)
    return Number(headers.get('x-liveness-room'))
  }
  assert.equal(await room(), 10)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  await sendFrame(server, await openSession(server, key, turn), 0, await subjectA()(still(0)))
  assert.equal(await room(), 9)
  assert.match(await server.metrics.registry.metrics(), /^liveness_sessions_room 9$/m)
  assert.match(await server.metrics.registry.metrics(), /^liveness_sessions_waiting 0$/m)
})

const still = (frame: number) => ({ shown: 'look_straight' as const, sinceMs: 0, atMs: frame * 200, frame })
