import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { startProcess } from '../process.ts'
import { newEnvironment, request, temporaryFolder, whenThereIsRoom } from '../server.ts'

test('the model runtime writes nothing for its maker: the home folder of a server with its models open stays empty', async (t) => {
  const [home, scratch] = [temporaryFolder(t), temporaryFolder(t)]
  const environment = { ...(await newEnvironment(t)), HOME: home, TMPDIR: scratch, ORT_DISABLE_TELEMETRY: '0' }
  const server = await startProcess(t, environment)
  assert.equal((await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))).status, 200)
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.deepEqual(readdirSync(home), [])
  assert.deepEqual(readdirSync(scratch), [])
})
