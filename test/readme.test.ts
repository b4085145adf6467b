import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProcess } from './process.ts'
import { followTour, skipWithoutCurl } from './readme-tour.ts'
import { newEnvironment, temporaryFolder } from './server.ts'

test('the tour of the README does and prints what it says, block by block', { skip: skipWithoutCurl }, async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  await followTour(server.url, temporaryFolder(t))
  assert.equal(await server.stop('SIGTERM'), 0)
})
