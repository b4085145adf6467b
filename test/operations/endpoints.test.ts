import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { request } from 'node:http'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openHashGate } from '../../src/accounts/hash-gate.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { metricsPort, openMetrics, serveMetrics } from '../../src/operations/metrics.ts'
import { startServer, temporaryFolder } from '../server.ts'

test('health, readiness and version respond in the envelope', async (t) => {
  const server = await startServer(t)
  assert.equal((await server.request('GET', '/healthz')).text, '{"status_code":200,"message":"ok"}')
  assert.equal((await server.request('GET', '/readyz')).text, '{"status_code":200,"message":"ready"}')
  const { json } = await server.request('GET', '/version')
  assert.match(json.data.version, /^\d+\.\d+\.\d+/)
})

test('a draining process is not ready but alive, and ends its connections', async (t) => {
  const server = await startServer(t)
  server.state.draining = true
  const ready = await server.request('GET', '/readyz')
  assert.equal(ready.status, 503)
  assert.equal(ready.json.error, 'unavailable')
  assert.equal(ready.headers.get('connection'), 'close')
  assert.equal((await server.request('GET', '/healthz')).status, 200)
})

test('a process that still loads its models serves everything but is not ready', async (t) => {
  const server = await startServer(t)
  server.state.visionReady = false
  const ready = await server.request('GET', '/readyz')
  assert.equal(
    ready.text,
    '{"status_code":503,"message":"The vision models are still being loaded","error":"unavailable"}',
  )
  assert.equal((await server.request('GET', '/')).status, 200)
})

test('the OpenAPI document lists exactly the routes that are served, with their methods', async (t) => {
  const server = await startServer(t)
  const { json } = await server.request('GET', '/openapi.json')
  assert.equal(json.openapi, '3.1.0')
  const described = Object.entries(json.paths as Record<string, object>).map(
    ([path, methods]) => `${path} ${Object.keys(methods).sort().join(' ')}`,
  )
  const served: string[] = []
  for (const path of servedPaths(server.app.printRoutes({ commonPrefix: false }))) {
    if (/^\/(docs|openapi\.json|capture|demo|admin)\b/.test(path)) continue // Pages and the document itself.
    const allow = (await server.request('OPTIONS', path)).headers.get('allow')?.toLowerCase().split(', ') ?? []
    const methods = allow.filter((method) => method !== 'options' && method !== 'head').sort()
    served.push(`${path.replaceAll(/:(\w+)/g, '{$1}')} ${methods.join(' ')}`)
  }
  assert.deepEqual(described.sort(), served.sort())
})

/** The full paths of Fastify's printed tree, in which each level is indented by four characters. */
function servedPaths(tree: string): string[] {
  const levels: string[] = []
  return [...tree.matchAll(/^([\s│]*)[└├]── (\S+) \(/gm)].map(([, indent = '', part = '']) => {
    const level = indent.length / 4
    levels.length = level
    levels.push(part)
    return levels.join('/').replaceAll(/\/+/g, '/')
  })
}

test('the documentation page describes every operation, and an example of it runs in a shell as it is written', async (t) => {
  const server = await startServer(t)
  const { text } = await server.request('GET', '/docs')
  assert.match(text, /<title>liveness-server API<\/title>/)
  assert.doesNotMatch(text, /<script|undefined|\[object/)
  const { paths } = (await server.request('GET', '/openapi.json')).json
  for (const { operationId } of Object.values<object>(paths).flatMap((methods) => Object.values(methods)))
    assert.ok(text.includes(`<article id="${operationId}">`), operationId)
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const missing = [...text.matchAll(/href="#([^"]+)"/g)].filter(([, id]) => !ids.has(id))
  assert.deepEqual(missing, [])

  const { key: KEY } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const cwd = temporaryFolder(t)
  const run = async (operationId: string, more: Record<string, string> = {}) => {
    const env = { PATH: process.env.PATH ?? '', SERVER: server.url, KEY, ...more }
    const { stdout } = await promisify(execFile)('sh', ['-c', exampleOf(text, operationId)], { cwd, env })
    return JSON.parse(stdout)
  }
  const opened = await run('openSession')
  assert.equal(opened.message, 'Liveness session created')
  const { session_id: SESSION } = opened.data
  assert.equal((await run('readSession', { SESSION })).data.subject, 'customer 7')
  assert.equal((await run('register')).status_code, 201)
  assert.equal((await run('logIn')).status_code, 200)
  assert.equal((await run('greet')).message, 'Hello Ana Example')
})

function exampleOf(page: string, operationId: string): string {
  const [, example = ''] =
    page.split(`<article id="${operationId}">`)[1]?.match(/Example<\/h4><pre><code>(.*?)<\/code>/s) ?? []
  return example.replaceAll(/&#(\d+);/g, (_whole, code) => String.fromCharCode(Number(code)))
}

test('the documentation page and all it loads come from this server', async (t) => {
  const server = await startServer(t)
  const page = await server.request('GET', '/docs')
  assert.equal(page.status, 200)
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'/,
  )
  const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
  assert.ok(links.length >= 4)
  for (const link of links) {
    assert.ok(!/^(https?:)?\/\//.test(link), `${link} is outside`)
    assert.equal((await server.request('GET', new URL(link, `${server.url}/docs/`).pathname)).status, 200, link)
  }
})

test('metrics are on a port of their own and nowhere else', async (t) => {
  const server = await startServer(t)
  assert.equal((await server.request('GET', '/metrics')).status, 404)
  const metrics = openMetrics(openHashGate(1))
  metrics.requests.observe({ method: 'GET', route: '/', status: 200 }, 0.004)
  const own = await serveMetrics(metrics.registry, '127.0.0.1', 0)
  t.after(() => own.close())
  const url = `http://127.0.0.1:${(own.address() as { port: number }).port}`
  const text = await (await fetch(`${url}/metrics`)).text()
  assert.match(text, /http_request_duration_seconds_bucket\{le="0.005",method="GET",route="\/",status="200"\} 1/)
  assert.match(text, /password_hashes_waiting 0/)
  assert.equal((await fetch(`${url}/`)).status, 404)
  assert.equal((await fetch(`${url}/metrics`, { method: 'POST' })).status, 404)
})

test('metrics are for who asks by an address or a known name, and no page reaches them by a name of its own', async (t) => {
  const metrics = openMetrics(openHashGate(1))
  const own = await serveMetrics(metrics.registry, '127.0.0.1', 0, ['liveness.internal'])
  t.after(() => own.close())
  const { port } = own.address() as { port: number }
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host, connection: 'close' }
      const asked = request({ host: '127.0.0.1', port, path: '/metrics', headers, setHost: false })
      asked.on('response', (response) => resolve(response.resume().statusCode))
      asked.on('error', reject).end()
    })
  for (const host of [
    '127.0.0.1',
    '10.1.2.3:9080',
    '[::1]:9080',
    'localhost:80',
    'LocalHost',
    'liveness.internal:9080',
  ])
    assert.equal(await statusFor(host), 200, host)
  for (const host of [
    'rebound.example',
    '127.0.0.1.example',
    'liveness.internal.example',
    'a@127.0.0.1',
    '127.0.0.1/',
    '',
  ])
    assert.equal(await statusFor(host), 421, host)
})

test('the metrics port stands beside the public one unless it is configured', () => {
  assert.equal(metricsPort('beside', 8080), 9080)
  assert.equal(metricsPort('beside', 65_000), 64_000)
  assert.equal(metricsPort('beside', 0), 0)
  assert.equal(metricsPort(9464, 8080), 9464)
})
