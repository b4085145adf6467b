import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAudit } from '../../src/audit/queries.ts'
import { insertImage } from '../../src/evidence/queries.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { openOwnSession, openSession } from '../liveness/capture-client.ts'
import { readReceipt } from '../results/receipts.ts'
import { startServer, type TestServer } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

async function open(server: TestServer) {
  const { id: keyId, key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const ofKey = await openSession(server, key, { subject: 'customer\u001b 7' })
  server.clock.advance(1000)
  const ofPerson = await openOwnSession(server)
  return { keyId, ofKey, ofPerson, environment: environmentOf(server) }
}

test('session list shows the sessions of everybody, and finds some as the list of the API does', async (t) => {
  const server = await startServer(t)
  const { keyId, ofKey, ofPerson, environment } = await open(server)
  const list = async (...words: string[]) => {
    const { code, out, err } = await cli(environment, ['session', 'list', '--json', ...words])
    assert.equal(code, 0, err)
    return jsonLines(out)
  }
  const both = await list()
  assert.deepEqual(
    both.map(({ session_id, state, api_key_id }) => [session_id, state, api_key_id]),
    [
      [ofPerson.id, 'waiting', null],
      [ofKey.id, 'waiting', keyId],
    ],
  )
  assert.deepEqual((await list('--subject', 'customer\u001b 7'))[0]?.session_id, ofKey.id)
  assert.equal((await list('--limit', '1', '--before', ofPerson.id))[0]?.session_id, ofKey.id)
  assert.deepEqual(await list('--verdict', 'live', '--created-from', '1h', '--created-to', '2099-01-01'), [])
  const { out } = await cli(environment, ['session', 'list', '--state', 'waiting'])
  assert.match(out, /^SESSION +CREATED +STATE +VERDICT +OPENED BY +SUBJECT\n/)
  assert.ok(!out.includes('\u001b'))
  for (const [words, says] of [
    [['--state', 'over'], /--state: "over" is none of waiting, running/],
    [['--limit', '1001'], /no whole number from 1 to 1000/],
  ] as const) {
    const refused = await cli(environment, ['session', 'list', ...words])
    assert.equal(refused.code, 2)
    assert.match(refused.err, says)
  }
})

test('session show prints what the back end sees, and who opened it', async (t) => {
  const server = await startServer(t)
  const { keyId, ofKey, environment } = await open(server)
  const { json } = await server.request('GET', `/liveness/sessions/${ofKey.id}`, ofKey.owner)
  const [shown] = jsonLines((await cli(environment, ['session', 'show', ofKey.id, '--json'])).out)
  assert.deepEqual(shown, { account_id: null, api_key_id: keyId, ...json.data })
  const asText = (await cli(environment, ['session', 'show', ofKey.id])).out
  assert.match(asText, /^api_key_id {6}[0-9a-f]+\n/)
  assert.match(asText, /^state {11}waiting$/m)
  assert.match(asText, /^frames {10}0 received, 0 used, 0 rejected$/m)
  const unknown = await cli(environment, ['session', 'show', 'nobody'])
  assert.equal(unknown.code, 1)
  assert.match(unknown.err, /There is no liveness session "nobody"/)
})

test('session erase asks first, erases what shows the face, and is in the audit log as the command line’s', async (t) => {
  const server = await startServer(t)
  const { ofKey, environment } = await open(server)
  const { db } = server.storage
  const image = { id: 'portrait', sessionId: ofKey.id, kind: 'portrait', takenAt: 1, keepUntil: 1e15 } as const
  await insertImage(db, { ...image, sealed: new Uint8Array([1]) })
  const unasked = await cli(environment, ['session', 'erase', ofKey.id], 'yes\n')
  assert.equal(unasked.code, 2)
  assert.match(unasked.err, /add --yes/)
  assert.equal((await db.selectFrom('liveness_image').select('id').execute()).length, 1)
  const erased = await cli(environment, ['session', 'erase', ofKey.id, '--yes', '--json'])
  assert.equal(erased.code, 0, erased.err)
  const [{ receipt, ...said } = {}] = jsonLines(erased.out)
  assert.deepEqual(said, { session_id: ofKey.id, state: 'cancelled', verdict: null, erased: true })
  assert.equal((await readReceipt(server, String(receipt))).erased.pictures, 1)
  assert.deepEqual(await db.selectFrom('liveness_image').select('id').execute(), [])
  const lines = (await listAudit(db, 0, 100)).filter(({ event }) => event === 'liveness_session_erased')
  assert.deepEqual(
    lines.map(({ actor, address, about }) => [actor, address, about]),
    [['command line', 'local', ofKey.id]],
  )
})
