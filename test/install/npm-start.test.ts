import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { newEnvironment } from '../server.ts'
import { listenOn, npmStart, root } from './npm.ts'

const DRAIN_SECONDS = 1
const CLOSE_MS_MAX = 5_000
const skip = process.platform === 'win32' && 'Windows has no signals to send to npm'

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} to npm drains the server that npm start began, frees its port, and npm exits with 0`, {
    skip,
  }, async (t) => {
    const server = await npmStart(t, root, { ...(await newEnvironment(t)), DRAIN_SECONDS: String(DRAIN_SECONDS) })
    assert.equal((await fetch(server.url)).status, 200)
    const startedAt = performance.now()
    assert.equal(await server.stop(signal), 0)
    assert.ok(performance.now() - startedAt < DRAIN_SECONDS * 1000 + CLOSE_MS_MAX)
    await listenOn(Number(new URL(server.url).port))
    assert.match(server.output(), /"stopped"/)
  })

test('Ctrl-C reaches npm and the server alike, which drains as at one signal', { skip }, async (t) => {
  const server = await npmStart(t, root, { ...(await newEnvironment(t)), DRAIN_SECONDS: String(DRAIN_SECONDS) })
  const exited = once(server.child, 'exit')
  process.kill(-(server.child.pid ?? Number.NaN), 'SIGINT')
  assert.deepEqual(await exited, [0, null])
  await listenOn(Number(new URL(server.url).port))
  assert.match(server.output(), /"stopped"/)
  assert.doesNotMatch(server.output(), /second signal/)
})
