import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { openSession } from '../liveness/capture-client.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'
import { sendRaw } from './raw.ts'

async function newKey({ storage: { db }, clock }: TestServer) {
  const { key } = await createApiKey({ db, clock }, 'tests')
  return { key, headers: { authorization: `Bearer ${key}` } }
}

test('a query parameter that is not known, or is given twice, is refused by its name', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const { id, token } = await openSession(server, key)
  const byToken = { authorization: `Bearer ${token}` }
  const sessions = '/liveness/sessions'
  const unknown = 'is not known'
  const refused = [
    ['GET', `${sessions}?stat=decided`, headers, '/stat', unknown],
    ['GET', `${sessions}?limit=2&limit=3`, headers, '/limit', 'is given more than once'],
    ['GET', `${sessions}?__proto__=1`, headers, '/__proto__', unknown],
    ['GET', `${sessions}?a%2Fb~=1`, headers, '/a~1b~0', unknown],
    ['POST', `${sessions}?subject=x`, headers, '/subject', unknown],
    ['GET', `${sessions}/${id}?verbose=1`, headers, '/verbose', unknown],
    ['GET', `${sessions}/${id}?verbose=1`, byToken, '/verbose', unknown],
    ['DELETE', `${sessions}/${id}?force`, headers, '/force', unknown],
    ['GET', `${sessions}/${id}/images/none?size=1`, headers, '/size', unknown],
    ['POST', `${sessions}/${id}/retry?now`, byToken, '/now', unknown],
    ['PUT', `${sessions}/${id}/frames/0?can_not=1`, byToken, '/can_not', unknown],
    ['PUT', `${sessions}/${id}/frames/0?cannot=1&cannot=1`, byToken, '/cannot', 'is given more than once'],
    ['POST', '/liveness/check?fast=1', headers, '/fast', unknown],
  ] as const
  for (const [method, path, who, pointer, problem] of refused) {
    const { status, json } = await server.request(method, path, { headers: who })
    assert.deepEqual([status, json.error], [400, 'invalid_request'], path)
    assert.deepEqual(json.details, [{ path: pointer, problem }], path)
  }
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n'
  const stream = await sendRaw(
    server.url,
    `GET ${sessions}/${id}/stream?fps=5 HTTP/1.1\r\nHost: x\r\n${upgrade}Sec-WebSocket-Protocol: liveness.v1, token.${token}\r\n\r\n`,
  )
  assert.match(stream, /^HTTP\/1\.1 400 [\s\S]*"path":"\/fps"/)
  const many = await server.request(
    'GET',
    `${sessions}?${Array.from({ length: 500 }, (_, index) => `p${index}`).join('&')}`,
    { headers },
  )
  assert.deepEqual([many.status, many.json.details.length], [400, 10])
  assert.equal((await server.request('GET', `${sessions}?nobody`)).status, 401, 'who may call is asked first')
})

test('a field of a body that is not known is refused by its name, and nothing is opened', async (t) => {
  const server = await startServer(t)
  const { headers } = await newKey(server)
  const cookie = await signUp(server)
  for (const who of [headers, { cookie }]) {
    const open = (body: string) =>
      server.request('POST', '/liveness/sessions', { body, headers: { 'content-type': 'application/json', ...who } })
    for (const [body, path] of [
      ['{"step":4}', '/step'],
      ['{"a/b":null}', '/a~1b'],
      ['{"__proto__":{"subject":"x"}}', '/__proto__'],
      ['{"constructor":1}', '/constructor'],
    ] as const) {
      const { status, json } = await open(body)
      assert.deepEqual([status, json.error], [400, 'invalid_request'], body)
      assert.deepEqual(json.details, [{ path, problem: 'is not known' }], body)
    }
  }
  assert.deepEqual(await server.storage.db.selectFrom('liveness_session').select('id').execute(), [])
})

test('every body that the document describes, the contract’s aside, permits no field that it does not name', async (t) => {
  const server = await startServer(t)
  const { paths, components } = (await server.request('GET', '/openapi.json')).json
  const bodies = Object.entries<Record<string, { tags: string[]; requestBody?: Body }>>(paths).flatMap(
    ([path, methods]) =>
      Object.values(methods)
        .filter(({ tags }) => !tags.includes('accounts'))
        .flatMap(({ requestBody }) => requestBody?.content['application/json']?.schema ?? [])
        .map((schema) => ({ path, schema })),
  )
  assert.ok(bodies.length > 0)
  for (const { path, schema } of bodies) {
    const name = schema.$ref?.split('/').at(-1)
    assert.equal((name ? components.schemas[name] : schema).additionalProperties, false, path)
  }
})

test('the contract’s endpoints, health and pages ignore parameters and fields that they do not know', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const registration = { ...somebody, username: 'somebody else', role: 'admin' }
  const calls = [
    ['GET', '/?a=1&a=2', 200],
    ['GET', '/home?a=1', 200],
    ['POST', '/auth/register?a=1', 201],
    ['POST', '/auth/login?a=1', 200],
    ['GET', '/healthz?at=1', 200],
    ['GET', '/version?a', 200],
    ['GET', '/docs?a', 200],
    ['GET', '/capture?lang=de', 200],
    ['DELETE', '/auth/logout?a=1&a=1', 200],
  ] as const
  for (const [method, path, status] of calls) {
    const more = method === 'POST' ? { json: registration } : {}
    assert.equal((await server.request(method, path, { headers: { cookie }, ...more })).status, status, path)
  }
})

interface Body {
  readonly content: Readonly<
    Record<string, { readonly schema: { readonly $ref?: string; additionalProperties?: boolean } }>
  >
}
