import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { scopes as everyScope } from '../../src/identity/scopes.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { openOwnSession, openSession } from './capture-client.ts'

async function newKey({ storage: { db }, clock }: TestServer, options: Parameters<typeof createApiKey>[2] = {}) {
  const { key } = await createApiKey({ db, clock }, 'tests', options)
  return { key, headers: { authorization: `Bearer ${key}` } }
}

/** Ends a session as if it had come to that verdict. */
async function setVerdict({ storage, clock }: TestServer, id: string, verdict: string): Promise<void> {
  const end = { state: 'decided', verdict, ended_at: clock.now() }
  await storage.db.updateTable('liveness_session').set(end).where('id', '=', id).execute()
}

/** Lists by a query, and gives the ids. */
const lister =
  (server: TestServer, headers: Record<string, string>) =>
  async (query: string): Promise<string[]> => {
    const { json, status, text } = await server.request('GET', `/liveness/sessions?${query}`, { headers })
    assert.equal(status, 200, text)
    return json.data.map(({ session_id }: { session_id: string }) => session_id)
  }

test('sessions are found by state, verdict and subject, and a page goes on by the same filter', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const opened: string[] = []
  for (let count = 0; count < 8; count++) {
    opened.unshift((await openSession(server, key, { subject: `customer ${count % 2}` })).id)
    server.clock.advance(count % 3 === 0 ? 0 : 1)
  }
  const [a, b, c, d] = opened as [string, string, string, string]
  await setVerdict(server, a, 'live')
  await setVerdict(server, b, 'spoof')
  await setVerdict(server, c, 'live')
  await server.request('DELETE', `/liveness/sessions/${d}`, { headers })
  const list = lister(server, headers)
  assert.deepEqual((await list('verdict=live')).sort(), [a, c].sort())
  assert.deepEqual(await list('verdict=spoof&state=decided'), [b])
  assert.deepEqual(await list('verdict=inconclusive'), [])
  assert.deepEqual(await list('state=cancelled'), [d])
  assert.equal((await list('state=waiting')).length, 4)
  assert.equal((await list('subject=customer%201')).length, 4)
  assert.deepEqual(await list('subject=nobody'), [])
  const paged: string[] = []
  for (let page = await list('state=waiting&limit=2'); page.length > 0; )
    page = await list(`state=waiting&limit=2&before=${paged[paged.push(...page) - 1]}`)
  assert.deepEqual(paged, await list('state=waiting'))
  assert.equal(new Set(paged).size, 4)
})

test('a time from which is among them, a time to which is not, and each has its zone', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const times: string[] = []
  const opened: string[] = []
  for (let count = 0; count < 3; count++) {
    times.push(new Date(server.clock.now()).toISOString())
    opened.push((await openSession(server, key)).id)
    server.clock.advance(1000)
  }
  const [first, second, third] = opened
  const list = lister(server, headers)
  assert.deepEqual(await list(`created_from=${times[1]}`), [third, second])
  assert.deepEqual(await list(`created_to=${times[1]}`), [first])
  assert.deepEqual(await list(`created_from=${times[1]}&created_to=${times[2]}`), [second])
  const elsewhere = new Date(Date.parse(times[1]!) + 7_200_000).toISOString().replace('Z', '%2B02:00')
  assert.deepEqual(await list(`created_from=${elsewhere}`), [third, second])
})

test('a session past its time is listed as expired, whether it was swept yet or not', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const { id } = await openSession(server, key)
  server.clock.advance(120_000)
  const list = lister(server, headers)
  assert.deepEqual(await list('state=waiting'), [])
  assert.deepEqual(await list('state=expired'), [id])
  assert.deepEqual(await list('verdict=inconclusive&state=expired'), [id])
  assert.deepEqual(await list('state=waiting'), [])
})

test('a person filters their own sessions, and names no subject', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const own = await openOwnSession(server, cookie)
  const { key } = await newKey(server)
  await openSession(server, key)
  assert.deepEqual(await lister(server, { cookie })('state=waiting'), [own.id])
  const { status, json } = await server.request('GET', '/liveness/sessions?subject=me', { cookie })
  assert.deepEqual([status, json.details], [400, [{ path: '/subject', problem: 'is for API keys only' }]])
})

test('a filter that is none is refused by its name', async (t) => {
  const server = await startServer(t)
  const { headers } = await newKey(server, { scopes: everyScope })
  for (const [query, path] of [
    ['state=over', '/state'],
    ['state=', '/state'],
    ['verdict=dead', '/verdict'],
    ['verdict=null', '/verdict'],
    ['subject=', '/subject'],
    ['subject=a%00b', '/subject'],
    ['created_from=yesterday', '/created_from'],
    ['created_from=2026-02-30T00:00:00Z', '/created_from'],
    ['created_from=2016-12-31T23:59:60Z', '/created_from'],
    ['created_to=2026-01-01', '/created_to'],
    ['created_to=2026-01-01T00:00:00', '/created_to'],
    ['created_to=0', '/created_to'],
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
  ] as const) {
    const { status, json } = await server.request('GET', `/liveness/sessions?${query}`, { headers })
    assert.deepEqual([status, json.error], [400, 'invalid_request'], query)
    assert.deepEqual([json.details.length, json.details[0].path], [1, path], query)
  }
})
