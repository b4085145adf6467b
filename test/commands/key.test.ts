import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

test('rescoring what is not there, or by no known policy, says so', async (t) => {
  const server = await startServer(t)
  const environment = environmentOf(server)
  const unknown = await cli(environment, ['rescore', 'nobody'])
  assert.equal(unknown.code, 1)
  assert.match(unknown.err, /There is no liveness session "nobody"/)
  const { key } = JSON.parse((await cli(environment, ['key', 'create', 'tests', '--json'])).out)
  const opened = await server.request('POST', '/liveness/sessions', { headers: { authorization: `Bearer ${key}` } })
  const id = opened.json.data.session_id
  const nothing = await cli(environment, ['rescore', id])
  assert.equal(nothing.code, 1)
  assert.match(nothing.err, /no longer kept/)
  const policy = await cli(environment, ['rescore', id, '--policy', 'lenient'])
  assert.equal(policy.code, 2)
  assert.match(policy.err, /There are: standard-1/)
})

test('a key is made, shown once, used, listed and taken back; its text is stored nowhere', async (t) => {
  const server = await startServer(t)
  const environment = environmentOf(server)
  const made = await cli(environment, ['key', 'create', 'checkout'])
  assert.equal(made.code, 0, made.err)
  const key = made.out.trim()
  assert.match(key, /^lk_[A-Za-z0-9_-]{43}$/)
  const id = /key ([0-9a-f]+)\./.exec(made.err)?.[1] ?? ''

  const headers = { authorization: `Bearer ${key}` }
  assert.equal((await server.request('POST', '/liveness/sessions', { headers })).status, 201)
  const [listed] = jsonLines((await cli(environment, ['key', 'list', '--json'])).out)
  assert.deepEqual([listed?.id, listed?.name, listed?.revoked_at], [id, 'checkout', null])
  assert.doesNotMatch((await cli(environment, ['key', 'list'])).out, /lk_/)
  if (server.storage.dialect === 'sqlite')
    for (const file of ['liveness.db', 'liveness.db-wal'])
      assert.ok(!readFileSync(join(server.config.DATA_DIR, file)).includes(key))

  assert.equal((await cli(environment, ['key', 'revoke', id])).code, 0)
  assert.equal((await server.request('POST', '/liveness/sessions', { headers })).status, 401)
  const again = await cli(environment, ['key', 'revoke', id])
  assert.equal(again.code, 1)
  assert.match(again.err, /liveness key list/)
  assert.match((await cli(environment, ['key', 'list'])).out, /checkout .* \d{4}-.*\d{4}-/)
  const audit = jsonLines((await cli(environment, ['audit', '--json'])).out)
  assert.deepEqual(
    audit.map(({ event, actor }) => [event, actor]),
    [
      ['api_key_created', id],
      ['liveness_session_created', id],
      ['api_key_revoked', id],
      ['api_key_refused', id],
    ],
  )
})

test('a key gets the scopes and the end that it is made with, and key list shows them and its last use', async (t) => {
  const server = await startServer(t)
  const environment = environmentOf(server)
  const create = async (...words: string[]) => {
    const { code, out, err } = await cli(environment, ['key', 'create', ...words, '--json'])
    assert.equal(code, 0, err)
    return JSON.parse(out)
  }
  const ending = await create('reader', '--scopes', 'sessions:all, sessions:read', '--expires', '90d')
  assert.deepEqual(ending.scopes, ['sessions:read', 'sessions:all'])
  const days = (Date.parse(ending.expires_at) - Date.now()) / 86_400_000
  assert.ok(days > 89.9 && days <= 90, String(days))
  const usual = await create('usual')
  assert.deepEqual(usual.scopes, ['sessions:create', 'sessions:read', 'images:read', 'sessions:erase'])
  assert.equal(usual.expires_at, null)
  const headers = { authorization: `Bearer ${ending.key}` }
  assert.equal((await server.request('GET', '/liveness/sessions', { headers })).status, 200)
  assert.equal((await server.request('POST', '/liveness/sessions', { headers })).status, 403)
  const listed = jsonLines((await cli(environment, ['key', 'list', '--json'])).out)
  const today = `${new Date(server.clock.now()).toISOString().slice(0, 10)}T00:00:00.000Z`
  assert.deepEqual(
    listed.map(({ name, expires_at, last_used_at }) => [name, expires_at, last_used_at]),
    [
      ['reader', ending.expires_at, today],
      ['usual', null, null],
    ],
  )
  const table = (await cli(environment, ['key', 'list'])).out
  assert.match(table, /^ID +NAME +SCOPES +LAST USED +CREATED +EXPIRES +REVOKED\n/)
  assert.match(table, /reader +sessions:read,sessions:all +\d{4}-\d\d-\d\d /)
})

test('a scope that there is not, and an end that is past or no time, make no key', async (t) => {
  const server = await startServer(t)
  const environment = environmentOf(server)
  for (const [words, says] of [
    [['--scopes', 'sessions:read,all'], /--scopes: "all" is none of sessions:create, /],
    [['--expires', '2001-01-01'], /--expires "2001-01-01" is past/],
    [['--expires', '999999999d'], /neither a time/],
  ] as const) {
    const refused = await cli(environment, ['key', 'create', 'refused', ...words])
    assert.equal(refused.code, 2, words.join(' '))
    assert.match(refused.err, says)
  }
  assert.equal((await cli(environment, ['key', 'list', '--json'])).out, '')
})
