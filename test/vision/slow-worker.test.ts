import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./short-limit-pool.ts', import.meta.url))

/**
 * What a process of its own says, and how it ends: a thread that is stopped in native code would end it by SIGABRT.
 */
async function run(...settings: number[]): Promise<{ said: string; code: number | null }> {
  const child = spawn(process.execPath, [program, ...settings.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { said, code }
}

test('workers that are too slow are replaced again and again, and the process goes on', async () => {
  for (const taskMsMax of [20, 40]) {
    const { said, code } = await run(taskMsMax, 5, 0)
    assert.match(said, /^closed, replaced [1-9]/)
    assert.equal(code, 0)
  }
})

test('a pool that is closed while replacements load their models exits with 0', async () => {
  for (const closeAfterMs of [0, 150, 300]) {
    const { said, code } = await run(2, 1, closeAfterMs)
    assert.match(said, /^closed, replaced [1-9]/)
    assert.equal(code, 0)
  }
})
