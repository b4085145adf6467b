import assert from 'node:assert/strict'
import { cpSync, globSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { createApiKey } from '../../src/identity/create-key.ts'
import { compileTypes, installPackage, ROOT, run } from '../install-package.ts'
import { capture, type OpenSession } from '../liveness/capture-client.ts'
import { decide } from '../liveness/decide.ts'
import { subjectA } from '../liveness/people.ts'
import { startServer, temporaryFolder } from '../server.ts'
import { readSourceFiles, readText } from '../structure/source-files.ts'
import { type Shop, startShop } from './shops.ts'
import { ISSUER, NOW_MS, newSigningKey, signToken } from './signed-results.ts'

const EXAMPLES = ['express', 'fastify', 'next', 'carried-result', 'webhook']
const COOKIE = 'customer=c7'

/** What a user of the package writes; each line that must not compile is marked, and fails the build when it does. */
const PROGRAM = `
import { livenessClient, verifyWebhook, verifyResult, fixedKeys, LivenessError } from 'liveness-client'
import type { Session, WebhookEvent } from 'liveness-client'

const client = livenessClient({ url: 'https://liveness.example.org', apiKey: 'lk_1' })
export async function verdictOf(id: string): Promise<Session['verdict']> {
  for await (const { session_id, score } of client.each({ verdict: 'live' })) if (session_id === id) score?.toFixed()
  return (await client.wait(id, { seconds: 20 })).verdict
}
export const told = async (request: Request): Promise<WebhookEvent> =>
  verifyWebhook(await request.arrayBuffer(), request.headers, ['whsec_1', 'whsec_2'])
export const session = (event: WebhookEvent): string | undefined =>
  event.type === 'liveness_session.decided' ? event.data.session_id : undefined
export const code = (error: unknown): string => (error instanceof LivenessError ? error.error : 'none')
export const checked = client.verifyResult('', { nonce: false, audience: 'shop', verdicts: ['live', 'spoof'] })
// @ts-expect-error: to check no nonce has to be said
client.verifyResult('', { audience: 'shop' })
// @ts-expect-error: true is no nonce
client.verifyResult('', { audience: 'shop', nonce: true })
// @ts-expect-error: somebody has to have signed it
verifyResult('', { nonce: 'n', audience: 'shop', keys: fixedKeys({ keys: [] }) })
// @ts-expect-error: what was parsed is not what was signed
verifyWebhook({ type: 'liveness_session.decided' }, new Headers(), 'whsec_1')
// @ts-expect-error: no such verdict
client.list({ verdict: 'certain' })
// @ts-expect-error: no such action
client.open({ actions: ['dance'] })
`

/** Runs on any Node, built: verifies a result and a webhook, and is refused by nobody's server. */
const SCRIPT = `
import { fixedKeys, livenessClient, verifyResult, verifyWebhook } from 'liveness-client'
const [token, jwk, now] = process.argv.slice(2)
const expected = { issuer: '${ISSUER}', keys: fixedKeys({ keys: [JSON.parse(jwk)] }), audience: 'shop', nonce: 'a1b2c3' }
const result = await verifyResult(token, { ...expected, now: () => Number(now) })
const secret = 'whsec_' + btoa('a'.repeat(32))
const headers = { 'webhook-id': '1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' }
const refused = await verifyWebhook('{}', headers, secret).catch(({ reason }) => reason)
const client = livenessClient({ url: 'http://127.0.0.1:1', apiKey: 'lk_1', retries: 0 })
const gone = await client.open().catch(({ reason }) => reason)
console.log(result.verdict, refused, gone)
`

test('the package has the version of the server, its license, and examples as they are run', () => {
  const [own, server] = ['client/package.json', 'package.json'].map((path) => JSON.parse(readText(path)))
  assert.equal(own.version, server.version)
  assert.equal(own.license, server.license)
  assert.equal(own.dependencies, undefined)
  assert.equal(readText('client/LICENSE'), readText('LICENSE'))
  for (const name of EXAMPLES) {
    const example = readText(`examples/back-end/${name}.ts`)
    assert.ok(readText('client/README.md').includes(`\`\`\`ts\n${example}\`\`\``), name)
  }
})

test('the client imports nothing but itself, and so runs wherever there is fetch and WebCrypto', () => {
  const files = readSourceFiles(['client/*.ts'])
  assert.ok(files.length > 15)
  const foreign = files.flatMap(({ path, imports }) =>
    imports.filter((name) => !name.startsWith('client/')).map((name) => `${path} imports ${name}`),
  )
  assert.deepEqual(foreign, [])
})

test('the client as npm packs it', async (t) => {
  const folder = temporaryFolder(t)

  await t.test('holds modules, declarations and documents, and no file besides', async () => {
    const files = await installPackage('client', folder, ['@types', 'express', 'fastify', 'undici-types'])
    const modules = globSync('*.ts', { cwd: join(ROOT, 'client') }).map((name) => name.replace(/\.ts$/, ''))
    const built = modules.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`])
    assert.deepEqual(files.sort(), ['LICENSE', 'README.md', 'package.json', ...built].sort())
  })

  await t.test('has types with which the examples compile, and mistakes do not', async () => {
    for (const name of [...EXAMPLES, 'login'])
      cpSync(join(ROOT, `examples/back-end/${name}.ts`), join(folder, `${name}.ts`))
    writeFileSync(join(folder, 'program.ts'), PROGRAM)
    const strict = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
      ...{ target: 'es2022', module: 'nodenext', allowImportingTsExtensions: true },
    }
    const program = { ...strict, lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [] }
    writeFileSync(join(folder, 'program.json'), JSON.stringify({ compilerOptions: program, files: ['program.ts'] }))
    const files = EXAMPLES.map((name) => `${name}.ts`)
    const compilerOptions = { ...strict, skipLibCheck: true, lib: ['es2024'], types: ['node'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
    await Promise.all([compileTypes('-p', join(folder, 'program.json')), compileTypes('-p', folder)])
  })

  await t.test('runs on every Node there is on this machine', async () => {
    writeFileSync(join(folder, 'script.mjs'), SCRIPT)
    const key = newSigningKey('k1')
    const found = (process.env.PATH ?? '').split(delimiter).flatMap((path) => globSync(join(path, 'node')))
    for (const node of new Set([process.execPath, ...found])) {
      const words = [join(folder, 'script.mjs'), signToken(key), JSON.stringify(key.jwk), String(NOW_MS)]
      const { stdout } = await run(node, words)
      assert.equal(stdout, 'live signature network\n', node)
    }
  })

  const issuer = 'https://liveness.example.org'
  const settings = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '4', PUBLIC_URL: issuer }
  const server = await startServer(t, settings)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const secret = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`
  const environment = { LIVENESS_URL: server.url, LIVENESS_KEY: key, LIVENESS_WEBHOOK_SECRETS: secret }
  Object.assign(process.env, environment, { LIVENESS_PUBLIC_URL: issuer })

  /** Opens a check at a shop. */
  async function open(shop: Shop): Promise<OpenSession> {
    const opened = await shop('POST', { cookie: COOKIE })
    assert.equal(opened.status, 201)
    const { session_id: id, capture_token: token } = (await opened.json()) as Record<string, string>
    return { id: id ?? '', token: token ?? '', owner: { headers: { authorization: `Bearer ${key}` } } }
  }

  for (const name of ['express', 'fastify', 'next'])
    await t.test(`makes a back end with ${name} that opens a check for a customer and reads its verdict`, async (t) => {
      const shop = await startShop(t, join(folder, `${name}.ts`))
      assert.equal((await shop('POST')).status, 401)
      assert.equal((await shop('GET', { cookie: COOKIE })).status, 404)
      const { id } = await open(shop)
      await decide(server, id)
      const read = await (await shop('GET', { cookie: COOKIE })).json()
      assert.deepEqual(read, { state: 'decided', verdict: 'inconclusive' })
    })

  await t.test('makes a back end with which a person passes by the result that the app carries, once', async (t) => {
    const shop = await startShop(t, join(folder, 'carried-result.ts'))
    server.clock.set(Date.now() - server.clock.now())
    const { id, token } = await open(shop)
    await capture(server, { id, token, owner: { headers: {} } }, subjectA())
    const headers = { authorization: `Bearer ${token}` }
    const { json, text } = await server.request('GET', `/liveness/sessions/${id}/result`, { headers })
    assert.ok(json.data, text)
    const carry = (cookie: string, body: string) => shop('PUT', { cookie, body })
    assert.equal((await carry('customer=c8', json.data.token)).status, 404)
    assert.equal((await carry(COOKIE, `${json.data.token}x`)).status, 400)
    const believed = await carry(COOKIE, json.data.token)
    assert.match(await believed.text(), /"verdict":"live"/)
    assert.equal((await carry(COOKIE, json.data.token)).status, 404)
  })

  await t.test('makes a back end that believes webhooks, and each of them once', async (t) => {
    const file = join(folder, 'webhook.ts')
    const shop = await startShop(t, file)
    const { verdicts } = await import(pathToFileURL(file).href)
    const at = new Date()
    const tell = (id: string, verdict: string, by = secret) => {
      const data = { session_id: 'one', subject: null, state: 'decided', verdict }
      const body = JSON.stringify({ type: 'liveness_session.decided', timestamp: at.toISOString(), data })
      const sent = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) }
      const headers = { ...sent, 'webhook-signature': new Webhook(by).sign(id, at, body) }
      return shop('POST', { body, headers })
    }
    assert.equal((await tell('msg_1', 'spoof', `whsec_${'B'.repeat(44)}`)).status, 400)
    assert.deepEqual([...verdicts], [])
    assert.equal((await tell('msg_1', 'live')).status, 204)
    assert.equal((await tell('msg_1', 'spoof')).status, 204)
    assert.deepEqual([...verdicts], [['one', 'live']])
  })
})
