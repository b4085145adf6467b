import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { cli, environmentOf, jsonLines } from '../commands/cli.ts'
import { signUp, startServer } from '../server.ts'
import { capture, openOwnSession, openSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { recording } from './recorded-session.ts'

test('metrics count sessions by verdict and reason, failed signals, and what became of frames, and name nobody', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const live = await openSession(server, key, { subject: 'customer 7', actions: ['turn_left'] })
  const { camera, recorded } = recording(subjectA())
  const { frames } = await capture(server, live, camera)
  const replayed = await openSession(server, key, { actions: ['turn_left'] })
  const other = subjectA()
  await capture(server, replayed, (now) => (now.frame === 4 ? Promise.resolve(recorded[4]!) : other(now)))
  const expiring = await openSession(server, key, {})
  await sendFrame(server, expiring, 0, new Uint8Array(10))
  server.clock.advance(200_000)
  await sweep({ ...server, ...server.storage })
  const text = await server.metrics.registry.metrics()
  const ends = [...text.matchAll(/^liveness_sessions_total\{(.*)\} (\d+)$/gm)].map(([, labels, count]) => [
    labels,
    count,
  ])
  assert.deepEqual(ends.sort(), [
    ['verdict="expired",policy="standard-2",reason="no_frames"', '1'],
    ['verdict="live",policy="standard-2",reason="none"', '1'],
    ['verdict="spoof",policy="standard-2",reason="freshness"', '1'],
  ])
  assert.match(text, /^liveness_verdict_seconds_count\{verdict="live"\} 1$/m)
  assert.match(text, /^liveness_signal_failures_total\{signal="freshness"\} 1$/m)
  const measured = Number(/^liveness_frame_seconds_count (\d+)$/m.exec(text)?.[1])
  assert.ok(measured > frames)
  const became = [...text.matchAll(/^liveness_frames_total\{outcome="(\w+)",reason="(\w+)"\} (\d+)$/gm)]
  assert.equal(
    became.reduce((sum, [, , , count]) => sum + Number(count), 0),
    measured + 1,
  )
  const [, , , notFresh] = became.find(([, outcome, reason]) => outcome === 'rejected' && reason === 'not_fresh') ?? []
  assert.equal(notFresh, '1')
  assert.ok(
    became.some(([, outcome, reason, count]) => outcome === 'refused' && reason === 'bad_image' && count === '1'),
  )
  assert.match(text, /^vision_frames_waiting 0$/m)
  assert.match(text, /^vision_frames_running 0$/m)
  assert.doesNotMatch(text, /customer/)
})

test('every event of a session is in the audit log, with who and from where, and never a name', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server, await signUp(server))
  await capture(server, session, subjectA())
  await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  const second = await openOwnSession(server, session.owner.headers.cookie)
  server.clock.advance(200_000)
  await sweep({ ...server, ...server.storage })
  const lines = jsonLines((await cli(environmentOf(server), ['audit', '--json'])).out)
  const [registered, ...others] = lines
  assert.deepEqual(
    others.map(({ event, address, about }) => [event, address, about]),
    [
      ['login_succeeded', '127.0.0.1', null],
      ['liveness_session_created', '127.0.0.1', session.id],
      ['liveness_session_decided', '127.0.0.1', session.id],
      ['liveness_session_erased', '127.0.0.1', session.id],
      ['liveness_session_created', '127.0.0.1', second.id],
      ['liveness_session_expired', 'local', second.id],
    ],
  )
  for (const { actor } of others) assert.equal(actor, registered?.actor)
  const asText = (await cli(environmentOf(server), ['audit'])).out
  assert.ok(asText.includes(`local  ${second.id}\n`))
})

test('nothing of a face, a token or a key reaches the log', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { subject: 'customer 7', actions: ['turn_left'] })
  await capture(server, session, subjectA())
  const log = server.logLines.join('')
  assert.ok(log.includes('/liveness/sessions/:id/frames/:sequence'))
  for (const secret of [session.token, session.id, key, 'customer 7', 'yaw', 'landmark', 'verdict'])
    assert.ok(!log.includes(secret), secret)
})
