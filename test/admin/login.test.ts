import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { logIn, makeOperator, postForm } from './operators.ts'

test('an operator logs in, reads and logs out', async (t) => {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  const cookie = await logIn(server, operator)
  const page = await server.request('GET', '/admin', { cookie })
  assert.equal(page.status, 200)
  assert.match(page.text, /Hello olga/)
  const out = await postForm(server, '/admin/logout', {}, { cookie })
  assert.equal(out.status, 303)
  assert.equal((await server.request('GET', '/admin', { cookie })).status, 303)
})
