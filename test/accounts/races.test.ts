import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replacePassword } from '../../src/accounts/queries.ts'
import { signUp, somebody, startServer } from '../server.ts'

test('of fifty registrations of one name at once exactly one succeeds', async (t) => {
  const server = await startServer(t)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => server.request('POST', '/auth/register', { json: somebody })),
  )
  const messages = answers.map(({ status, json }) => `${status} ${json.message}`)
  assert.equal(messages.filter((message) => message === '201 Successfully created account!').length, 1)
  const others = new Set(messages.filter((message) => !message.startsWith('201')))
  for (const other of others)
    assert.ok(['400 Username already exist!', '503 Server is busy, try again shortly'].includes(other), other)
  assert.equal((await server.storage.db.selectFrom('account').selectAll().execute()).length, 1)
})

test('a login that races a deletion leaves no login session alive, two hundred times', async (t) => {
  const server = await startServer(t, {
    REGISTRATIONS_PER_HOUR: '0',
    LOGIN_FAILURES_PER_ACCOUNT: '100',
    LOGIN_FAILURES_PER_ADDRESS: '1000',
  })
  for (let round = 0; round < 200; round++) {
    const cookie = await signUp(server)
    const [loggedIn] = await Promise.all([
      server.request('POST', '/auth/login', { json: somebody }),
      new Promise((resolve) => setTimeout(resolve, round % 20)).then(() =>
        server.request('DELETE', '/user/delete', { cookie }),
      ),
    ])
    assert.ok(loggedIn.status === 200 || loggedIn.json.message === 'Username not found!', loggedIn.text)
    if (loggedIn.cookie) assert.equal((await server.request('GET', '/home', { cookie: loggedIn.cookie })).status, 401)
  }
  assert.equal((await server.storage.db.selectFrom('login_session').selectAll().execute()).length, 0)
  assert.equal((await server.storage.db.selectFrom('account').selectAll().execute()).length, 0)
})

test('a login that races a password reset leaves no login session alive', async (t) => {
  const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
  const { db } = server.storage
  for (let round = 0; round < 50; round++) {
    await signUp(server)
    const { id } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
    const [loggedIn] = await Promise.all([
      server.request('POST', '/auth/login', { json: somebody }),
      new Promise((resolve) => setTimeout(resolve, round % 20)).then(() =>
        db.transaction().execute((tx) => replacePassword(tx, id, 'another hash')),
      ),
    ])
    if (loggedIn.cookie) assert.equal((await server.request('GET', '/home', { cookie: loggedIn.cookie })).status, 401)
    await db.deleteFrom('account').execute()
  }
})
