import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free-port.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, signUp, somebody, temporaryFolder, whenThereIsRoom } from '../server.ts'
import { tinyModel } from '../vision/tiny-model.ts'

test('after SIGTERM a request in flight finishes, the process exits with 0, and nobody can connect', async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  const body = JSON.stringify(somebody)
  const head = `POST /auth/register HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const answered = text(socket)
  await new Promise((resolve) => socket.write(head + body.slice(0, 10), resolve))
  // The server is in the middle of that request once it has answered one that was sent later.
  await request(server.url, 'GET', '/')
  const stopped = server.stop('SIGTERM')
  while (!server.output().includes('"draining"')) await new Promise((resolve) => setTimeout(resolve, 10))
  socket.write(body.slice(10))
  assert.match(await answered, /^HTTP\/1.1 201 .*Successfully created account!/s)
  assert.equal(await stopped, 0)
  await assert.rejects(request(server.url, 'GET', '/'))
})

test('under load a drained process drops no request: it is unready first and goes on serving for a while', async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), DRAIN_SECONDS: '4' })
  const statuses = new Set<number>()
  let sawUnready = false
  let stopped: Promise<number | null> | undefined
  let until = Number.POSITIVE_INFINITY
  const client = async () => {
    for (let index = 0; Date.now() < until; index++) {
      statuses.add((await request(server.url, 'GET', '/')).status)
      if (index === 20 && !stopped) [stopped, until] = [server.stop('SIGTERM'), Date.now() + 1_000]
      if (stopped) sawUnready ||= (await request(server.url, 'GET', '/readyz')).status === 503
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
  assert.equal(await stopped, 0)
  assert.deepEqual([...statuses], [200])
  assert.ok(sawUnready)
})

test('a client that neither reads its responses nor ends its request delays the drain for no longer than a request may take', async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), REQUEST_SECONDS: '2' })
  const sockets = [1, 2].map(() => connect(Number(new URL(server.url).port), '127.0.0.1').pause())
  // More than the buffers of a connection hold.
  for (let index = 0; index < 1000; index++) sockets[0]!.write('GET /docs HTTP/1.1\r\nhost: x\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 500))
  const head = 'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{'
  await new Promise((resolve) => sockets[1]!.write(head, resolve))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const startedAt = Date.now()
  assert.equal(await server.stop('SIGTERM'), 0)
  const tookMs = Date.now() - startedAt
  assert.ok(tookMs > 1_900 && tookMs < 6_000, `${tookMs} ms`)
  for (const socket of sockets) socket.destroy()
})

test('a log that cannot be written does not stop the server', { skip: !existsSync('/dev/full') }, async (t) => {
  const full = openSync('/dev/full', 'w')
  t.after(() => closeSync(full))
  const server = await startProcess(t, await newEnvironment(t), full)
  for (let index = 0; index < 100; index++) assert.equal((await request(server.url, 'GET', '/')).status, 200)
  assert.equal(await server.stop('SIGTERM'), 0)
})

test('a start serves while it loads the models; sessions are opened, and it is ready once they are loaded', async (t) => {
  const folder = temporaryFolder(t)
  // More workers than cores load slowly enough to be asked meanwhile.
  const environment = { ...(await newEnvironment(t)), MODEL_DIR: folder, VISION_WORKERS: '16' }
  const server = await startProcess(t, environment)
  const loading = await request(server.url, 'GET', '/readyz')
  assert.deepEqual([loading.status, loading.json.message], [503, 'The vision models are still being loaded'])
  assert.equal((await request(server.url, 'GET', '/')).status, 200)
  const ask = (...words: [string, string, Parameters<typeof request>[3]?]) => request(server.url, ...words)
  const cookie = await signUp({ request: ask })
  assert.equal((await request(server.url, 'POST', '/liveness/sessions', { cookie })).status, 201)
  assert.equal((await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))).status, 200)
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.deepEqual(readdirSync(folder), [])
})

test('a start without presentation-attack models says what it can’t see and the one command that gets some', async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  const said =
    /no presentation-attack model is installed: .*surface.*"npx liveness models add minifasnet" .*3\.5 MB.*Apache-2\.0/
  while (!said.test(messages(server.output()))) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(await server.stop('SIGTERM'), 0)
})

test('a start with a presentation-attack model offers none', async (t) => {
  const folder = temporaryFolder(t)
  const { entry, file } = tinyModel()
  mkdirSync(join(folder, 'installed'))
  writeFileSync(join(folder, 'installed', 'tiny.onnx'), file)
  writeFileSync(
    join(folder, 'installed', 'tiny.json'),
    JSON.stringify({ ...entry, url: 'https://example.org/tiny.onnx' }),
  )
  const server = await startProcess(t, { ...(await newEnvironment(t)), MODEL_DIR: folder })
  await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.match(server.output(), /model tiny \(installed\) verified/)
  assert.doesNotMatch(server.output(), /models add/)
})

/** What the process says beside its log. */
const messages = (output: string): string => output.replaceAll(/^\{.*\}$/gm, '')

test('a process that is stopped while it loads the models ends with 0', async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.doesNotMatch(server.output(), /could not start/)
})

test('a start whose models are damaged ends with what to do', async (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'installed'))
  writeFileSync(join(folder, 'installed', 'tiny.json'), '{')
  const server = await startProcess(t, { ...(await newEnvironment(t)), MODEL_DIR: folder })
  assert.deepEqual(await once(server.child, 'exit'), [1, null])
  assert.match(server.output(), /could not start: The installed model tiny is damaged: run "liveness models add" again/)
})

test('a second signal ends the process at once', async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), DRAIN_SECONDS: '60' })
  await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))
  server.child.kill('SIGTERM')
  while (!server.output().includes('"draining"')) await new Promise((resolve) => setTimeout(resolve, 10))
  await new Promise((resolve) => setTimeout(resolve, 600))
  assert.equal(await server.stop('SIGTERM'), 1)
})

test('a signal that comes again within half a second, as from npm after Ctrl-C, is the same one', async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), DRAIN_SECONDS: '1' })
  await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))
  server.child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 50))
  server.child.kill('SIGINT')
  assert.equal(await server.stop('SIGINT'), 0)
})

test('a process whose workers are in the middle of pictures ends at once with 1, too', async () => {
  const program = fileURLToPath(new URL('./busy-process.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, ended] = await Promise.all([text(child.stdout), once(child, 'exit')])
  assert.deepEqual([said, ...ended], ['2 busy', 1, null])
})

test('libuv has a thread for each worker and four more', { skip: !existsSync('/proc/self/task') }, async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), VISION_WORKERS: '3' })
  await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))
  const tasks = `/proc/${server.child.pid}/task`
  const names = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').trim())
  assert.equal(names.filter((name) => name === 'libuv-worker').length, 7)
})

test('a process serves its metrics and the operator’s page on ports of their own, and ends with all of them', async (t) => {
  const [METRICS_PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
  const server = await startProcess(t, { ...(await newEnvironment(t)), METRICS_PORT, ADMIN_PORT })
  await request(server.url, 'GET', '/home')
  const metrics = await request(`http://127.0.0.1:${METRICS_PORT}`, 'GET', '/metrics')
  assert.match(metrics.text, /http_request_duration_seconds_count\{method="GET",route="\/home",status="401"\} 1/)
  assert.equal((await request(server.url, 'GET', '/metrics')).status, 404)
  const refused = await request(`http://127.0.0.1:${ADMIN_PORT}`, 'GET', '/home')
  assert.deepEqual([refused.status, refused.json.error], [404, 'not_found'])
  assert.equal(await server.stop('SIGTERM'), 0)
})

test('a configuration that is wrong stops the start and names every problem at once', async (t) => {
  const bad = { PORT: 'eighty', LOGIN_MAX_HOURS: '0', DATABASE_URL: 'mysql://user:secret@host/db', LOG_LEVEL: 'loud' }
  await assert.rejects(startProcess(t, { ...(await newEnvironment(t)), ...bad }), ({ message }: Error) => {
    for (const name of Object.keys(bad)) assert.match(message, new RegExp(name))
    assert.match(message, /4 problem/)
    assert.ok(!message.includes('secret'))
    return true
  })
})

test('a port in use stops the start and says what to do, in the log, too', async (t) => {
  const first = await startProcess(t, await newEnvironment(t))
  const { port } = new URL(first.url)
  await assert.rejects(startProcess(t, { ...(await newEnvironment(t)), PORT: port }), ({ message }: Error) => {
    assert.match(message, /^liveness-server could not start: .* is in use.*PORT/m)
    assert.match(message, /^\{"level":60,.*EADDRINUSE/m)
    return true
  })
})
