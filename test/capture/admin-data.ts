import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createApiKey } from '../../src/identity/create-key.ts'
import { codeAt } from '../admin/code-at.ts'
import { makeOperator, type TestOperator } from '../admin/operators.ts'
import { capture, openSession } from '../liveness/capture-client.ts'
import { decide } from '../liveness/decide.ts'
import { subjectA } from '../liveness/people.ts'
import { signUp, startServer, type TestServer } from '../server.ts'
import { openBrowser } from './browser.ts'

export interface AdminData {
  readonly server: TestServer
  readonly operator: TestOperator
  /** A session of a drawn person that was called live. */
  readonly sessionId: string
  readonly accountId: string
  readonly keyId: string
}

/** A server with an operator and something of everything that the pages show. */
export async function startWithData(t: TestContext): Promise<AdminData> {
  const server = await startServer(t)
  const { db } = server.storage
  const operator = await makeOperator(server)
  const { key, id: keyId } = await createApiKey({ db, clock: server.clock }, 'shop')
  const session = await openSession(server, key, { subject: 'customer 7', actions: ['turn_left', 'smile', 'blink'] })
  await capture(server, session, subjectA())
  for (const minutes of [3, 9, 4, 11, 6]) {
    await server.appParts.processSamples.take()
    server.clock.advance(minutes * 60_000)
    await decide(server, (await openSession(server, key, { subject: `customer ${minutes}` })).id)
  }
  await server.appParts.processSamples.take()
  await signUp(server)
  const endpoint = { id: 'hook', url: 'https://shop.example/hook', secret_version: 1, created_at: server.clock.now() }
  await db
    .insertInto('webhook_endpoint')
    .values({ ...endpoint, disabled_at: server.clock.now(), disabled_why: 'gone' })
    .execute()
  const event = { id: 'e', type: 'liveness_session.decided', order_key: session.id, account_id: null, body: '{}' }
  await db
    .insertInto('webhook_event')
    .values({ ...event, created_at: server.clock.now() })
    .execute()
  const delivery = { event_id: 'e', endpoint_id: 'hook', order_key: session.id, state: 'failed', attempts: 9 }
  const times = { due_at: server.clock.now(), tried_at: server.clock.now(), last_outcome: '410' }
  await db
    .insertInto('webhook_delivery')
    .values({ ...delivery, ...times })
    .execute()
  const { id: accountId } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  return { server, operator, sessionId: session.id, accountId, keyId }
}

/** The operator's page in a browser, after the login. */
export async function openAdmin(
  t: TestContext,
  { server, operator }: AdminData,
  device: BrowserContextOptions = {},
): Promise<Page> {
  const context = await (await openBrowser()).newContext(device)
  t.after(() => context.close())
  const page = await context.newPage()
  await page.goto(`${server.url}/admin`)
  await page.getByLabel('Name').fill(operator.name)
  await page.getByLabel('Password').fill(operator.password)
  server.clock.advance(30_000)
  await page.getByLabel('Code').fill(codeAt(operator.secret, server.clock.now()))
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return page
}
