import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startProcess } from './process.ts'
import { newEnvironment, temporaryFolder } from './server.ts'
import { readText } from './structure/source-files.ts'

const README_URL = 'http://127.0.0.1:8080'
const hasCurl = spawnSync('curl', ['--version']).status === 0

test('the tour of the README does and prints what it says, block by block', {
  skip: !hasCurl && 'needs curl',
}, async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  const cwd = temporaryFolder(t)
  const tour = readText('README.md').match(/^## A tour of the accounts$(.*?)^## /ms)?.[1] ?? ''
  const blocks = [...tour.matchAll(/^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```$)?/gms)]
  assert.equal(blocks.length, tour.match(/^```sh$/gm)?.length)
  assert.ok(blocks.length >= 6)
  for (const [, script = '', expected] of blocks) {
    assert.ok(expected !== undefined, `shows no answer:\n${script}`)
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', script.replaceAll(README_URL, server.url)], { cwd })
    assert.equal(stdout.trim(), expected.trim(), script)
  }
  assert.equal(await server.stop('SIGTERM'), 0)
})
