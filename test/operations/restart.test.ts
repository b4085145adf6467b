import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { openStorage } from '../../src/storage/open.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, signUp, somebody, testDatabaseUrl, whenThereIsRoom } from '../server.ts'

test('two processes that start at once on a new database both come up', async (t) => {
  for (let round = 0; round < 3; round++) {
    const environment = await newEnvironment(t)
    const both = await Promise.all([startProcess(t, environment), startProcess(t, environment)])
    for (const { url } of both) assert.equal((await whenThereIsRoom(() => request(url, 'GET', '/readyz'))).status, 200)
    const [first, second] = both
    const cookie = await signUp({ request: (...args) => request(first.url, ...args) })
    assert.equal((await request(second.url, 'GET', '/home', { cookie })).status, 200)
    await request(second.url, 'DELETE', '/auth/logout', { cookie })
    assert.equal((await request(first.url, 'GET', '/home', { cookie })).status, 401)
    for (let failure = 0; failure < 10; failure++) {
      const json = { username: 'nobody', password: 'x' }
      assert.equal((await request(both[failure % 2]?.url ?? '', 'POST', '/auth/login', { json })).status, 400)
    }
    for (const { url } of both)
      assert.equal(
        (await request(url, 'POST', '/auth/login', { json: { username: 'nobody', password: 'x' } })).status,
        429,
      )
  }
})

test('a process deletes what has ended when it starts', async (t) => {
  const environment = await newEnvironment(t)
  const first = await startProcess(t, environment)
  await signUp({ request: (...args) => request(first.url, ...args) })
  assert.equal(await first.stop('SIGTERM'), 0)
  const reading = readConfig(environment)
  assert.ok(reading.ok)
  const { db } = openStorage(reading.config, () => {})
  t.after(() => db.destroy())
  await db.updateTable('login_session').set({ created_at: 1 }).execute()
  await startProcess(t, environment)
  const rows = () => db.selectFrom('login_session').selectAll().execute()
  for (let tries = 0; tries < 100 && (await rows()).length > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(await rows(), [])
})

test('a throttle outlives a restart', async (t) => {
  const environment = await newEnvironment(t)
  const json = { username: 'nobody', password: 'x' }
  const first = await startProcess(t, environment)
  for (let failure = 0; failure < 10; failure++) await request(first.url, 'POST', '/auth/login', { json })
  assert.equal(await first.stop('SIGTERM'), 0)
  const second = await startProcess(t, environment)
  assert.equal((await request(second.url, 'POST', '/auth/login', { json })).status, 429)
})

test('killed in a stream of registrations, no account that was confirmed is lost', async (t) => {
  const environment = { ...(await newEnvironment(t)), REGISTRATIONS_PER_HOUR: '0' }
  const confirmed: string[] = []
  for (let round = 0; round < 3; round++) {
    const server = await startProcess(t, environment)
    const client = async (name: number) => {
      for (let index = 0; ; index++) {
        const username = `somebody ${round} ${name} ${index}`
        const answer = await request(server.url, 'POST', '/auth/register', { json: { ...somebody, username } })
        if (answer.status === 201) confirmed.push(username)
      }
    }
    const clients = [0, 1, 2].map((name) => client(name).catch(() => {}))
    while (confirmed.length < 6 * (round + 1)) await new Promise((resolve) => setTimeout(resolve, 5))
    await server.stop('SIGKILL')
    await Promise.all(clients)
  }
  assert.ok(confirmed.length > 10, `${confirmed.length} confirmed`)
  if (testDatabaseUrl === '') {
    const database = new DatabaseSync(`${environment['DATA_DIR' as never]}/liveness.db`)
    assert.deepEqual({ ...database.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
    database.close()
  }
  const server = await startProcess(t, environment)
  for (const username of confirmed)
    assert.equal((await request(server.url, 'POST', '/auth/login', { json: { ...somebody, username } })).status, 200)
})
