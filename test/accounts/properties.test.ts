import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startServer, type TestServer } from '../server.ts'

const RUNS = { numRuns: 150 }
const field = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', minLength: 4, maxLength: 90 }),
  fc.jsonValue(),
  fc.constant(undefined),
)
const body = fc.oneof(
  fc
    .record({ fullname: field, username: field, password: field }, { requiredKeys: [] })
    .map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
)

async function assertSane(
  server: TestServer,
  method: string,
  path: string,
  options: object,
  statuses: number[],
): Promise<void> {
  const answer = await server.request(method, path, options)
  const { status_code, message, ...rest } = answer.json
  assert.equal(status_code, answer.status)
  assert.equal(typeof message, 'string')
  assert.deepEqual(rest, {})
  assert.ok(statuses.includes(answer.status), answer.text)
}

for (const path of ['/auth/register', '/auth/login'])
  test(`whatever is sent to ${path}, the response is the envelope and never a 500`, async (t) => {
    const server = await startServer(t, {
      REGISTRATIONS_PER_HOUR: '0',
      LOGIN_FAILURES_PER_ADDRESS: '1000000',
      LOGIN_FAILURES_PER_ACCOUNT: '100',
    })
    const headers = { 'content-type': 'application/json' }
    await fc.assert(
      fc.asyncProperty(body, (sent) => assertSane(server, 'POST', path, { body: sent, headers }, [200, 201, 400, 429])),
      RUNS,
    )
  })

test('whatever cookie is sent, the response is the envelope and nobody is let in', async (t) => {
  const server = await startServer(t)
  const headerText = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  })
  const cookie = fc.oneof(
    headerText,
    headerText.map((value) => `X-LIVENESS-TOKEN=${value}`),
    fc.base64String().map((value) => `X-LIVENESS-TOKEN=${value}; X-LIVENESS-TOKEN=${value}`),
  )
  await fc.assert(
    fc.asyncProperty(cookie, async (sent) => {
      await assertSane(server, 'GET', '/home', { cookie: sent }, [401])
      await assertSane(server, 'DELETE', '/user/delete', { cookie: sent }, [400])
      await assertSane(server, 'DELETE', '/auth/logout', { cookie: sent }, [200])
    }),
    RUNS,
  )
})

test('whatever type a body claims to be, the response is the envelope and never a 500', async (t) => {
  const server = await startServer(t)
  const contentType = fc.oneof(
    fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'image/jpeg',
      ';',
      '/',
      'a/b/c',
    ),
    fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 40,
    }),
  )
  await fc.assert(
    fc.asyncProperty(contentType, async (type) => {
      const options = { body: 'x=1', headers: { 'content-type': type } }
      await assertSane(server, 'POST', '/auth/login', options, [400, 415])
      await assertSane(server, 'POST', '/auth/register', options, [400, 415])
      await assertSane(server, 'DELETE', '/auth/logout', options, [200])
      await assertSane(server, 'DELETE', '/user/delete', options, [400])
    }),
    RUNS,
  )
})
