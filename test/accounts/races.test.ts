import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replacePassword } from '../../src/accounts/queries.ts'
import { resetPassword } from '../../src/accounts/reset-password.ts'
import { listAudit } from '../../src/audit/queries.ts'
import { engine } from '../engine.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'

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

test('a login that races a deletion leaves no login session alive, sixty times', async (t) => {
  const server = await startServer(t, {
    REGISTRATIONS_PER_HOUR: '0',
    LOGIN_FAILURES_PER_ACCOUNT: '100',
    LOGIN_FAILURES_PER_ADDRESS: '1000',
  })
  for (let round = 0; round < 60; round++) {
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
  for (let round = 0; round < 40; round++) {
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

test('whoever opens a liveness session while their account is deleted is nobody known', async (t) => {
  const deleteAccounts: { now?: () => Promise<unknown> } = {}
  // Asked between the look-up of who calls and the writing of the session.
  const presentationAttackModels = async () => {
    await deleteAccounts.now?.()
    return []
  }
  const server = await startServer(t, {}, { ...engine, presentationAttackModels })
  const cookie = await signUp(server)
  deleteAccounts.now = () => server.storage.db.deleteFrom('account').execute()
  const { status, json } = await server.request('POST', '/liveness/sessions', { cookie })
  assert.deepEqual([status, json.error], [401, 'unauthorized'])
  await assertNothingIsLeft(server)
})

test('liveness sessions opened and read while their account is deleted are refused, and nothing of them is left', async (t) => {
  const server = await startServer(t, { REGISTRATIONS_PER_HOUR: '0' })
  const statuses = new Set<number>()
  for (let round = 0; round < 30; round++) {
    const cookie = await signUp(server)
    const { json } = await server.request('POST', '/liveness/sessions', { cookie })
    server.clock.advance(round % 2 === 0 ? 0 : 200_000)
    const path = `/liveness/sessions/${json.data.session_id}`
    const answers = await Promise.all(
      [0, 1, 2, 3, 4, 5].flatMap((turn) => [
        server.request('POST', '/liveness/sessions', { cookie }),
        server.request('GET', path, { cookie }),
        ...(turn === round % 6 ? [server.request('DELETE', '/user/delete', { cookie })] : []),
        server.request('DELETE', path, { cookie }),
      ]),
    )
    for (const { status } of answers) statuses.add(status)
    await assertNothingIsLeft(server)
  }
  assert.deepEqual(
    [...statuses].filter((status) => ![200, 201, 401, 404].includes(status)),
    [],
  )
})

test('a password reset that finds the account gone changes nothing and is in no log', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const gone = {
    id: 'gone',
    username: 'gone',
    fullname: 'Gone',
    passwordHash: '',
    createdAt: 0,
    lastLoginNetwork: null,
  }
  const needs = { db, clock: server.clock, passwords: { hash: async () => 'hash' } as never }
  assert.equal(await resetPassword(needs, gone, 'another one'), false)
  assert.deepEqual(await listAudit(db, 0, 10), [])
})

async function assertNothingIsLeft({ storage: { db } }: TestServer): Promise<void> {
  assert.equal((await db.selectFrom('account').selectAll().execute()).length, 0)
  assert.equal((await db.selectFrom('liveness_session').selectAll().execute()).length, 0)
}
