import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { signUp, startServer } from '../server.ts'
import { capture, openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'

test('what a back end says of the device comes back with the result and decides nothing', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'], attestation: 'failed' })
  assert.equal((await readSession(server, session)).attestation, 'failed')
  await capture(server, session, subjectA())
  const { verdict, attestation } = await readSession(server, session)
  assert.deepEqual([verdict, attestation], ['live', 'failed'])
})

test('a back end that says nothing of the device attested none, and no other word is taken', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  assert.equal((await readSession(server, await openSession(server, key))).attestation, 'absent')
  assert.equal(
    (await readSession(server, await openSession(server, key, { attestation: 'passed' }))).attestation,
    'passed',
  )
  const json = { attestation: 'likely' }
  const headers = { authorization: `Bearer ${key}` }
  const refused = await server.request('POST', '/liveness/sessions', { json, headers })
  assert.deepEqual([refused.status, refused.json.details[0].path], [400, '/attestation'])
})

test('a person attests no device and is told nothing of it', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const open = (json: object) => server.request('POST', '/liveness/sessions', { json, cookie })
  for (const attestation of ['passed', 'absent']) {
    const refused = await open({ attestation })
    assert.deepEqual([refused.status, refused.json.error], [400, 'invalid_request'])
    assert.deepEqual(refused.json.details, [{ path: '/attestation', problem: 'is for API keys only' }])
  }
  const { session_id } = (await open({})).json.data
  const own = await server.request('GET', `/liveness/sessions/${session_id}`, { cookie })
  assert.ok(!('attestation' in own.json.data))
})
