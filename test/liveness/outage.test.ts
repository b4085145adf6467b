import assert from 'node:assert/strict'
import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApiKey } from '../../src/identity/create-key.ts'
import { Outages } from '../../src/liveness/sessions/outages.ts'
import { newEnvironment, startServer, testDatabaseUrl } from '../server.ts'
import { startProxy } from '../storage/database-proxy.ts'
import { act } from './act.ts'
import { openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'
import { FRAME_MS, openStream } from './web-socket.ts'

const OUTAGE_MS = 10_000

/** A server whose database takes no writes between `begin` and `end`. */
async function startBreakable(t: TestContext) {
  const { DATABASE_URL = '' } = await newEnvironment(t)
  if (testDatabaseUrl !== '') {
    const proxy = await startProxy(t, DATABASE_URL)
    const server = await startServer(t, { DATABASE_URL: proxy.url })
    return { server, begin: async () => proxy.cut(), end: proxy.restore }
  }
  const server = await startServer(t)
  const { DATA_DIR } = server.config
  const begin = async () => {
    renameSync(DATA_DIR, `${DATA_DIR}.elsewhere`)
    symlinkSync(DATA_DIR, DATA_DIR)
  }
  const end = async () => {
    rmSync(DATA_DIR)
    renameSync(`${DATA_DIR}.elsewhere`, DATA_DIR)
  }
  return { server, begin, end }
}

for (const connection of ['kept', 'taken up again'] as const)
  test(`an outage of the database of ten seconds within a step costs the person nothing, with the stream ${connection}`, async (t) => {
    const { server, begin, end } = await startBreakable(t)
    const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
    const session = await openSession(server, key, { actions: ['turn_left', 'turn_right'] })
    let stream = await openStream(server, session)
    await stream.next('step')
    const camera = subjectA()
    let sequence = 0
    while (!stream.messages.some(({ type, index }) => type === 'step' && index === 1))
      sequence = await act(server, session, stream, sequence, sequence + 1)

    await begin()
    for (const until = sequence + OUTAGE_MS / FRAME_MS; sequence < until; sequence += 5) {
      server.clock.advance(5 * FRAME_MS)
      stream.frame(
        sequence,
        await camera({ shown: null, sinceMs: 0, atMs: sequence * FRAME_MS, frame: 500 + sequence }),
      )
      await sleep(20)
    }
    if (connection === 'taken up again') {
      stream.close()
      await stream.closed
    }
    await end()
    if (connection === 'taken up again') {
      server.clock.advance(3_100)
      stream = await openStream(server, session)
      const { timeout_ms } = await stream.next('step')
      assert.ok(timeout_ms <= 8_000)
    }
    await act(server, session, stream, sequence)
    assert.equal(await stream.closed, 1000)
    assert.equal((await readSession(server, session)).verdict, 'live')
    assert.equal(server.logLines.filter((line) => line.includes('frames cannot be taken')).length, 1)
  })

test('only the time in which nothing could be taken is an outage, and a little more to connect again', () => {
  const outages = new Outages(() => {})
  assert.equal(outages.unservedMs(0, 1_000), 0)
  outages.failed(10_000, null)
  assert.equal(outages.unservedMs(9_800, 14_000), 4_000)
  outages.served(20_000)
  assert.equal(outages.unservedMs(9_800, 20_000), 10_000)
  assert.equal(outages.unservedMs(9_800, 23_000), 13_000)
  assert.equal(outages.unservedMs(9_800, 60_000), 15_000)
  assert.equal(outages.unservedMs(20_000, 23_000), 0)
  assert.equal(outages.unservedMs(0, 9_000), 0)
  for (const atMs of [30_000, 31_000, 32_000]) {
    outages.failed(atMs, null)
    outages.served(atMs + 10)
  }
  assert.equal(outages.unservedMs(29_900, 50_000), 7_010, 'those close together count once')
  outages.failed(100_000, null)
  assert.equal(outages.unservedMs(99_900, 400_000), 60_000)
})
