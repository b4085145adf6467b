import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { mintId } from '../../src/id.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { capture, openOwnSession, openSession } from '../liveness/capture-client.ts'
import { decide } from '../liveness/decide.ts'
import { subjectA } from '../liveness/people.ts'
import { signUp, somebody, startServer, type TestServer, testDatabaseUrl } from '../server.ts'
import { logIn, makeOperator, postForm, type TestOperator } from './operators.ts'

interface Admin {
  readonly server: TestServer
  readonly operator: TestOperator
  readonly cookie: string
  page(path: string): Promise<string>
  /** Sends the form of a page that asked, and reads the page that follows. */
  act(path: string): Promise<string>
}

async function startAdmin(t: Parameters<typeof startServer>[0]): Promise<Admin> {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  const cookie = await logIn(server, operator)
  const page = async (path: string) => {
    const { status, text } = await server.request('GET', path, { cookie })
    assert.equal(status, 200, `${path}: ${text}`)
    return text
  }
  const act = async (path: string) => {
    const { status, headers, text } = await postForm(server, path, {}, { cookie })
    return status === 303 ? page(headers.get('location') ?? '') : text
  }
  return { server, operator, cookie, page, act }
}

async function auditOf({ storage }: TestServer, event: string) {
  const lines = storage.db.selectFrom('audit').select(['actor', 'address', 'about']).where('event', '=', event)
  return (await lines.execute()).map((line) => ({ ...line }))
}

test('a session’s page says why it came out as it did, and shows a picture only when asked, which the audit log notes', async (t) => {
  const { server, operator, cookie, page, act } = await startAdmin(t)
  const { key, id: keyId } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const session = await openSession(server, key, { actions: ['turn_left'], subject: 'a <script>alert(1)</script>' })
  await capture(server, session, subjectA())
  const text = await page(`/admin/sessions/${session.id}`)
  for (const part of [
    /<dt>Verdict<\/dt><dd>live/,
    /<strong>challenge<\/strong> ✓ passed, required/,
    /turn_left/,
    /<h2>Presentation-attack models<\/h2>\s*<p class="empty">None was installed/,
    keyId,
  ])
    assert.match(text, new RegExp(part))
  assert.ok(text.includes('a &#60;script&#62;alert(1)&#60;/script&#62;') && !text.includes('<script'))
  assert.match(text, /<rect class="value"[\s\S]*<line class="threshold"/)
  assert.ok(!text.includes('data:image/jpeg'))

  const path =
    /action="(\/admin\/sessions\/[^"]+\/images\/[^"]+)"/.exec(text)?.[1] ?? assert.fail('no picture is listed')
  assert.equal((await server.request('GET', path, { cookie })).status, 404)
  assert.deepEqual(await auditOf(server, 'liveness_image_read'), [])
  const shown = await postForm(server, path, {}, { cookie })
  assert.match(shown.text, /<img src="data:image\/jpeg;base64,\/9j\//)
  const [, , , , imageId] = path.slice(1).split('/')
  assert.deepEqual(await auditOf(server, 'liveness_image_read'), [
    { actor: operator.id, address: '127.0.0.1', about: `${session.id}/${imageId}` },
  ])
  assert.equal((await postForm(server, `/admin/sessions/${session.id}/images/none`, {}, { cookie })).status, 404)

  assert.match(await page(`/admin/sessions/${session.id}/erase`), /for good\?/)
  const erased = await postForm(server, `/admin/sessions/${session.id}/erase`, {}, { cookie })
  assert.match(erased.text, /<h2>Receipt<\/h2><p><code>eyJ/)
  assert.match(await page(`/admin/sessions/${session.id}`), /None is kept/)
  assert.deepEqual(await auditOf(server, 'liveness_session_erased'), [
    { actor: operator.id, address: '127.0.0.1', about: session.id },
  ])
  assert.match(await act(`/admin/sessions/${session.id}/erase`), /is erased/)
})

test('sessions are listed by what is asked for, a page at a time', async (t) => {
  const { server, page } = await startAdmin(t)
  const { key, id: keyId } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const ids: string[] = []
  for (const subject of ['ann', 'ann?ben', 'ann']) {
    server.clock.advance(1000)
    ids.push((await openSession(server, key, { subject })).id)
  }
  await decide(server, ids[0]!)
  const listed = async (query: string) =>
    [...(await page(`/admin/sessions${query}`)).matchAll(/href="\/admin\/sessions\/([\w-]+)"/g)].map(([, id]) => id)
  assert.deepEqual(await listed(''), ids.toReversed())
  assert.deepEqual(await listed('?subject=ann&state=&verdict='), [ids[2], ids[0]])
  assert.deepEqual(await listed('?subject=ann?ben'), [ids[1]])
  assert.deepEqual(await listed('?verdict=inconclusive'), [ids[0]])
  assert.deepEqual(await listed(`?state=waiting&key=${keyId}`), [ids[2], ids[1]])
  assert.deepEqual(await listed('?key=another'), [])
  assert.deepEqual(await listed(`?from=${new Date(server.clock.now()).toISOString()}`), [ids[2]])
  const [, last = ''] = [...(await page('/admin/sessions')).matchAll(/<time[^>]*>([^<]+)/g)].map(([, text]) => text)
  assert.match(last, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
  assert.deepEqual(await listed(`?from=${encodeURIComponent(last)}`), [ids[2], ids[1]], 'a time as it is shown')
  assert.deepEqual(await listed(`?before=${ids[2]}`), [ids[1], ids[0]])
  await addSessions(server, 60)
  assert.match(await page('/admin/sessions'), /rel="next">Next page/)
  assert.match(await page('/admin/sessions?state=x&from=5&verdict=live'), /not searched for: state, from</)
  assert.match(await page('/admin/audit?event=nosuch&since=yesterday&before=x'), /for: event, since, before</)
  for (const path of ['keys?done=__proto__', 'keys?done=constructor', 'keys?done=x', 'keys?done=ended'])
    assert.doesNotMatch(await page(`/admin/${path}`), /class="notice"/)
  assert.doesNotMatch(await page(`/admin/sessions/${ids[0]}?done=revoked`), /class="notice"/)
})

async function addSessions(server: TestServer, count: number): Promise<void> {
  const { db } = server.storage
  const row = await db.selectFrom('liveness_session').selectAll().limit(1).executeTakeFirstOrThrow()
  await db
    .insertInto('liveness_session')
    .values([...Array(count)].map(() => ({ ...row, id: mintId(), token_hash: mintId() })))
    .execute()
}

test('accounts are found by the beginning of their name, logged out everywhere, and erased with a receipt', async (t) => {
  const { server, operator, cookie, page, act } = await startAdmin(t)
  const own = await signUp(server)
  await signUp(server, { ...somebody, username: '100%_sure' })
  const list = await page('/admin/accounts?name=SOMEB')
  assert.ok(list.includes('>somebody</a>') && !list.includes('100%_sure'))
  assert.match(await page('/admin/accounts?name=100%25_'), />100%_sure<\/a>/)
  assert.match(await page('/admin/accounts?name=_'), /There is no such account/)
  const path = /href="(\/admin\/accounts\/[^"]+)"/.exec(list)?.[1] ?? ''
  const id = path.split('/').at(-1)
  assert.match(await page(path), /Logged in/)

  assert.match(await page(`${path}/end-logins`), /Log &#34;somebody&#34; out everywhere\?/)
  assert.equal((await server.request('GET', '/home', { cookie: own })).status, 200)
  assert.match(await act(`${path}/end-logins`), /login sessions are ended/)
  assert.equal((await server.request('GET', '/home', { cookie: own })).status, 401)
  assert.deepEqual(await auditOf(server, 'login_sessions_ended'), [
    { actor: operator.id, address: '127.0.0.1', about: id },
  ])

  assert.match(await act(`${path}/erase`), /<code>eyJ/)
  assert.deepEqual(await auditOf(server, 'account_deleted'), [{ actor: operator.id, address: '127.0.0.1', about: id }])
  assert.equal((await postForm(server, `${path}/erase`, {}, { cookie })).status, 404)
  assert.equal((await server.request('GET', path, { cookie })).status, 404)
})

test('keys are taken back, webhooks enabled and their deliveries sent again, each asked before and audited', async (t) => {
  const { server, operator, page, act } = await startAdmin(t)
  const needs = { db: server.storage.db, clock: server.clock }
  const { key, id } = await createApiKey(needs, 'shop')
  assert.match(await page('/admin/keys'), new RegExp(`href="/admin/keys/${id}/revoke"`))
  assert.match(await page(`/admin/keys/${id}/revoke`), /good for nothing/)
  assert.match(await act(`/admin/keys/${id}/revoke`), /The key is revoked/)
  assert.match(await act(`/admin/keys/${id}/revoke`), /gone already/)
  assert.equal(
    (await server.request('GET', '/liveness/sessions', { headers: { authorization: `Bearer ${key}` } })).status,
    401,
  )
  assert.deepEqual(await auditOf(server, 'api_key_revoked'), [{ actor: operator.id, address: '127.0.0.1', about: id }])

  const endpoint = { id: 'hook', url: 'https://shop.example/secret-path', secret_version: 1, created_at: 1 }
  const event = {
    id: 'e',
    type: 'liveness_session.decided',
    order_key: 'x',
    account_id: null,
    body: '{}',
    created_at: 1,
  }
  const delivery = {
    event_id: 'e',
    endpoint_id: 'hook',
    order_key: 'x',
    state: 'failed',
    attempts: 9,
    due_at: 1,
    tried_at: 1,
  }
  await needs.db
    .insertInto('webhook_endpoint')
    .values({ ...endpoint, disabled_at: 5, disabled_why: 'gone' })
    .execute()
  await needs.db.insertInto('webhook_event').values(event).execute()
  await needs.db.insertInto('webhook_delivery').values([delivery, delivery]).execute()
  const list = await page('/admin/webhooks')
  assert.ok(list.includes('disabled: it answered 410') && !list.includes('secret-path'))
  assert.match(await page('/admin'), /1 disabled/)
  assert.match(await page('/admin/webhooks/hook?state=nosuch'), /not searched for: state</)
  const shown = await page('/admin/webhooks/hook?state=failed')
  const [first] = [...shown.matchAll(/href="(\/admin\/deliveries\/\d+\/replay)"/g)].map(([, path]) => path)
  assert.match(await page(first!), /sees the same webhook-id/)
  assert.match(await act(first!), /is due now/)
  assert.match(await act('/admin/webhooks/hook/replay'), /All failed deliveries are due/)
  const states = await needs.db.selectFrom('webhook_delivery').select('state').execute()
  assert.deepEqual(
    states.map(({ state }) => state),
    ['pending', 'pending'],
  )
  assert.match(await act('/admin/webhooks/hook/enable'), /is enabled/)
  assert.match(await act('/admin/webhooks/hook/enable'), /enabled already/)
  const lines = [...(await auditOf(server, 'webhook_replayed')), ...(await auditOf(server, 'webhook_enabled'))]
  assert.ok(lines.length === 3 && lines.every(({ actor }) => actor === operator.id))
})

test('the audit log is searched, and health shows the last hour of the database and of the process', async (t) => {
  const { server, operator, page } = await startAdmin(t)
  await signUp(server)
  await server.request('POST', '/auth/login', { json: { ...somebody, password: 'wrong password' } })
  assert.match(
    await page('/admin/audit?event=login_failed'),
    /<td role="cell" class="short" data-heading="Event">login_failed/,
  )
  const own = await page(`/admin/audit?of=${operator.id}`)
  assert.ok(own.includes('operator_logged_in') && !own.includes('login_failed</td>'))
  server.clock.advance(8 * 86_400_000)
  const cookie = await logIn(server, operator)
  const old = async (path: string) => (await server.request('GET', path, { cookie })).text
  assert.match(await old('/admin/audit?event=login_failed'), /last seven days/)
  assert.match(await old('/admin/audit?event=login_failed&since=2020-01-01'), /login_failed<\/td>/)

  await postForm(server, '/admin/login', { name: 'nobody' })
  assert.match(await old('/admin'), /<dt>Logins of operators that failed<\/dt><dd><a href="[^"]+">1<\/a>/)

  await server.appParts.processSamples.take()
  const health = await old('/admin/health')
  for (const part of [
    /<td[^>]*>Database<\/td>\s*<td[^>]*>ok/,
    /<td[^>]*>Version<\/td>\s*<td[^>]*>ok/,
    testDatabaseUrl === '' ? /\d\.\d GiB free in/ : /<td[^>]*>Sweep/,
    /Sessions that ended/,
    /of operators: last 1, highest 1/,
    /<strong>Memory<\/strong> \(MiB, of this process\)/,
    /last [1-9]\d+, highest/,
  ])
    assert.match(health, part)
  await sql`insert into migration (name) values ('9999-from-the-future')`.execute(server.storage.db)
  assert.match(await old('/admin'), /Version<\/a>: the database is newer than this program</)
})

/** Every path under /admin with its methods, as the router has them. */
function adminRoutes({ app }: TestServer): { path: string; methods: string[] }[] {
  const parts: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
      parts.splice(indent.length / 4)
      parts.push(part)
      const path = parts.join('').replaceAll(/:\w+/g, 'x')
      return path.startsWith('/admin') && methods !== '' ? [{ path, methods: methods.split(', ') }] : []
    })
}

test('no page and no action is there without an operator’s session', async (t) => {
  const { server } = await startAdmin(t)
  const cookie = await signUp(server)
  const routes = adminRoutes(server).filter(({ path }) => !/^\/admin\/(login|admin\.css)$/.test(path))
  assert.ok(routes.length >= 17, String(routes.length))
  for (const { path, methods } of routes)
    for (const method of methods) {
      const sent = method === 'POST' ? postForm(server, path, {}, { cookie }) : server.request(method, path, { cookie })
      const { status, headers } = await sent
      const refused = method === 'POST' ? [401, null] : [303, '/admin/login']
      assert.deepEqual([status, headers.get('location')], refused, `${method} ${path}`)
    }
})

test('a text that no database stores finds nothing in any list, and is named', async (t) => {
  const { server, page } = await startAdmin(t)
  await openOwnSession(server)
  for (const [list, names] of Object.entries({
    sessions: ['subject', 'account', 'key', 'before'],
    accounts: ['name', 'after'],
    audit: ['of'],
  }))
    for (const name of names) {
      const text = await page(`/admin/${list}?${name}=a%00`)
      assert.match(text, new RegExp(`nothing is found: ${name}<`))
      assert.ok(text.includes('class="empty"') && !text.includes('role="cell"'), text)
    }
})

test('what does not exist is a 404 on every page and for every action, and no line of the audit log', async (t) => {
  const { server, cookie } = await startAdmin(t)
  const lines = () => server.storage.db.selectFrom('audit').select('id').execute()
  const before = await lines()
  for (const id of ['x', '999999', '%00'])
    for (const { path, methods } of adminRoutes(server).filter((route) => route.path.includes('/x')))
      for (const method of methods.filter((one) => one !== 'HEAD')) {
        const own = path.replaceAll('/x', `/${id}`)
        const sent = method === 'POST' ? postForm(server, own, {}, { cookie }) : server.request(method, own, { cookie })
        const { status, text } = await sent
        assert.equal(status, 404, `${method} ${own}`)
        assert.match(text, /<h1>/)
      }
  assert.deepEqual(await lines(), before)
})
