import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { findOldestKeepUntil, insertObservation } from '../../src/evidence/queries.ts'
import { openSweepMetrics } from '../../src/operations/metrics.ts'
import { startSweeping } from '../../src/operations/sweep.ts'
import { openOwnSession } from '../liveness/capture-client.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'

test('refused logins are counted by reason, also where the response does not tell it, and nobody is named', async (t) => {
  const server = await startServer(t, { LOGIN_FAILURES_PER_ACCOUNT: '3', ACCOUNTS_STRICT: 'yes' })
  const who = { ...somebody, password: 'marmalade on warm toast' }
  await signUp(server, who)
  const logIn = (username: string, password: string) =>
    server.request('POST', '/auth/login', { json: { username, password } })
  assert.deepEqual(await refusedLogins(server), { wrong_password: 0, unknown_name: 0, throttled: 0, busy: 0 })
  await logIn('stranger of that name', who.password)
  for (let failure = 0; failure < 5; failure++) await logIn(who.username, 'wrong password')
  assert.deepEqual(await refusedLogins(server), { wrong_password: 3, unknown_name: 1, throttled: 2, busy: 0 })
  assert.doesNotMatch(await server.metrics.registry.metrics(), /somebody|stranger/)
})

test('the age of the last completed sweep grows until the next, one that fails does not count, and overdue evidence is seen', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const { id } = await openOwnSession(server)
  const keepUntil = server.clock.now() - 5_000
  await insertObservation(db, { sessionId: id, sequence: 0, keepUntil, sealed: new Uint8Array(1) })
  const registry = new Registry()
  const sweepMetrics = openSweepMetrics(registry, () => findOldestKeepUntil(db), server.clock)
  const read = async () => {
    const text = await registry.metrics()
    return ['sweep_age_seconds', 'evidence_overdue_seconds'].map((name) =>
      Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]),
    )
  }
  assert.deepEqual(await read(), [0, 5])
  server.clock.advance(60_000)
  assert.deepEqual(await read(), [60, 65])
  const logger = { warn: () => failed.resolve(undefined) } as never
  const failed = Promise.withResolvers<undefined>()
  const stopOne = startSweeping({ ...server, ...server.storage, sweepMetrics, refusals: { flush: refused } }, logger)
  await failed.promise
  stopOne()
  assert.deepEqual(await read(), [60, 0])
  const stopOther = startSweeping({ ...server, ...server.storage, sweepMetrics }, server.app.log as never)
  while ((await read())[0] !== 0) await new Promise((resolve) => setTimeout(resolve, 5))
  stopOther()
})

async function refused(): Promise<never> {
  throw new Error('not now')
}

async function refusedLogins({ metrics }: TestServer): Promise<Record<string, number>> {
  const text = await metrics.registry.metrics()
  const found = text.matchAll(/^login_refusals_total\{reason="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries([...found].map(([, reason, count]) => [reason, Number(count)]))
}
