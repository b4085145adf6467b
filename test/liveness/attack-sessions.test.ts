import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { startServer } from '../server.ts'
import { attackCases } from './attack-cases.ts'
import { capture, failedSignals, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { recordSession } from './recorded-session.ts'

for (const { name, actions, camera, verdict, failing, capturedAt, skip = false } of attackCases)
  test(`${name} is ${verdict === 'spoof' ? 'called a spoof' : 'never live'}`, { skip }, async (t) => {
    const server = await startServer(t, { LIVENESS_SESSION_SECONDS: verdict === 'spoof' ? '45' : '30' })
    const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
    const session = await openSession(server, key, { actions })
    await capture(server, session, camera(), capturedAt ? { capturedAt } : {})
    const data = await readSession(server, session)
    if (verdict === 'spoof') assert.equal(data.verdict, 'spoof', JSON.stringify(data))
    else assert.notEqual(data.verdict, 'live', JSON.stringify(data))
    if (failing) assert.ok(failedSignals(data).includes(failing), JSON.stringify(data.signals))
  })

test('frames of an earlier session sent again are called a spoof, whoever they were of', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const { recorded } = await recordSession(server, key)

  const second = await openSession(server, key, { subject: 'attacker', actions: ['turn_left'] })
  const fresh = subjectA()
  await capture(server, second, (now) => (now.frame > 15 ? fresh(now) : Promise.resolve(recorded[now.frame]!.slice())))
  const data = await readSession(server, second)
  assert.equal(data.verdict, 'spoof')
  assert.ok(failedSignals(data).includes('freshness'))
})

test('frames of an earlier session are known again with a byte behind them or a comment within', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const { recorded } = await recordSession(server, key)
  const changes = {
    byte: (picture: Uint8Array) => [...picture, 0],
    // A segment of two bytes of text after the first marker (ITU T.81, B.2.4.5).
    comment: (picture: Uint8Array) => [...picture.subarray(0, 2), 0xff, 0xfe, 0, 4, 0x68, 0x69, ...picture.subarray(2)],
  }
  for (const [name, change] of Object.entries(changes)) {
    const second = await openSession(server, key, { subject: `attacker ${name}`, actions: ['turn_left'] })
    const fresh = subjectA()
    await capture(server, second, async (now) =>
      now.frame > 15 ? fresh(now) : Uint8Array.from(change(recorded[now.frame]!)),
    )
    const data = await readSession(server, second)
    assert.equal(data.verdict, 'spoof', name)
    assert.ok(failedSignals(data).includes('freshness'), name)
  }
})

test('a hundred frames a second are refused', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  const statuses: number[] = []
  for (let frame = 0; frame < 70; frame++) {
    server.clock.advance(10)
    statuses.push((await sendFrame(server, session, frame, picture.slice())).status)
  }
  assert.ok(statuses.includes(429))
  assert.ok(statuses.slice(0, 60).every((status) => status === 200))
})
