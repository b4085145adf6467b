import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { newEnvironment, signUp, somebody, startServer } from '../server.ts'
import { act } from './act.ts'
import { capture, openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'
import { openStream } from './web-socket.ts'

const YEAR_MS = 365 * 86_400_000

for (const byMs of [-2_000, -30_000, 30_000])
  test(`in the middle of a step the machine’s clock set by ${byMs / 1000} s accuses nobody and ends no stream`, async (t) => {
    const server = await startServer(t)
    const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
    const session = await openSession(server, key, { actions: ['turn_left', 'turn_right'] })
    const stream = await openStream(server, session)
    await stream.next('step')
    let sequence = 0
    while (!stream.messages.some(({ type, index }) => type === 'step' && index === 1))
      sequence = await act(server, session, stream, sequence, sequence + 1)
    sequence = await act(server, session, stream, sequence, sequence + 4)
    server.clock.set(byMs)
    await act(server, session, stream, sequence)
    assert.equal(await stream.closed, 1000)
    assert.equal((await readSession(server, session)).verdict, 'live')
  })

test('a clock that was set back lets a stream be taken up again after seconds', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  const first = await openStream(server, session)
  await first.next('step')
  server.clock.set(-30_000)
  const second = await openStream(server, session)
  await second.next('step')
  await act(server, session, second)
  assert.equal((await readSession(server, session)).verdict, 'live')
})

test('a clock that was a year ahead for a while locks nobody out when it is right again', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ACCOUNT: '2', LIVENESS_FAILURES_MAX: '1' })
  const cookie = await signUp(server)
  const login = (password: string) => server.request('POST', '/auth/login', { json: { ...somebody, password } })
  const open = () => server.request('POST', '/liveness/sessions', { cookie })
  server.clock.set(YEAR_MS)
  for (let attempt = 0; attempt < 2; attempt++) await login('a wrong one')
  assert.equal((await login(somebody.password)).status, 429)
  const { cookie: later } = await server.request('POST', '/auth/login', { json: somebody })
  assert.equal(later, undefined)
  server.clock.set(-YEAR_MS)
  assert.equal((await login(somebody.password)).status, 200)
  for (let session = 0; session < 20; session++) assert.equal((await open()).status, 201)
  assert.equal((await open()).status, 429)
})

test('sessions opened by a clock that was a year ahead end with the next sweep', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  server.clock.set(YEAR_MS)
  const session = await openSession(server, key, { actions: ['turn_left'] })
  server.clock.set(-YEAR_MS)
  await sweep({ ...server, ...server.storage })
  assert.equal((await readSession(server, session)).state, 'expired')
})

test('of frames that go to either of two processes whose clocks are three seconds apart, nothing accuses', async (t) => {
  const { DATA_DIR = '', DATABASE_URL = '' } = await newEnvironment(t)
  const one = await startServer(t, { DATA_DIR, DATABASE_URL })
  const other = await startServer(t, { DATA_DIR, DATABASE_URL })
  other.clock.advance(3_000)
  const { key } = await createApiKey({ db: one.storage.db, clock: one.clock }, 'tests')
  for (const period of [2, 5]) {
    let requests = 0
    const both = {
      ...one,
      clock: {
        ...one.clock,
        advance: (ms: number) => {
          one.clock.advance(ms)
          other.clock.advance(ms)
        },
      },
      request: (...words: Parameters<typeof one.request>) =>
        (++requests % period === 0 ? other : one).request(...words),
    }
    const session = await openSession(both, key, { actions: ['turn_left', 'turn_right'] })
    const { last } = await capture(both, session, subjectA())
    assert.equal(last.json.data.verdict, 'live', `every ${period}th frame to the other`)
  }
})
