import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../server.ts'

const RUN = fileURLToPath(import.meta.resolve('../../fuzz/run.ts'))
const SEEDS = fileURLToPath(import.meta.resolve('../../fuzz/seeds'))

function fuzz(...words: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [RUN, ...words], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out + err }),
    ),
  )
}

test('nothing that was ever kept fails again, and a few seconds of hostile input find nothing', async (t) => {
  const replayed = await fuzz('--replay', SEEDS)
  assert.equal(replayed.code, 0, replayed.out)
  assert.match(replayed.out, /status-500.*holds/)
  const { code, out } = await fuzz('--seconds', '3', '--seed', '7', '--keep', temporaryFolder(t))
  assert.equal(code, 0, out)
  assert.match(out, /^seed 7\n/)
  assert.match(out, /\n\d+ s {2}\d+ sent, \d+\/s {2}.*200:\d+.* MiB, peak -?\d+ over rest\n/)
})

test('the fuzz explains its options, and refuses what it cannot understand', async () => {
  const help = await fuzz('--help')
  assert.equal(help.code, 0)
  for (const option of ['--seconds', '--seed', '--replay', '--keep']) assert.ok(help.out.includes(option))
  for (const words of [['--second', '1'], ['--seed', 'x'], ['--replay', '/nowhere'], ['more']])
    assert.equal((await fuzz(...words)).code, 2, words.join(' '))
})
