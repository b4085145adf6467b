import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { readText } from './structure/source-files.ts'

const README_URL = 'http://127.0.0.1:8080'

/** Why the tour can't be followed here, for the test runner to print; false where it can. */
export const skipWithoutCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'needs curl'

/** Does what the README's tour of the accounts says, block by block, and asserts that each prints what it shows. */
export async function followTour(url: string, folder: string): Promise<void> {
  const tour = readText('README.md').match(/^## A tour of the accounts$(.*?)^## /ms)?.[1] ?? ''
  const blocks = [...tour.matchAll(/^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```$)?/gms)]
  assert.equal(blocks.length, tour.match(/^```sh$/gm)?.length)
  assert.ok(blocks.length >= 6)
  for (const [, script = '', expected] of blocks) {
    assert.ok(expected !== undefined, `shows no answer:\n${script}`)
    const words = ['-e', '-c', script.replaceAll(README_URL, url)]
    const { stdout } = await promisify(execFile)('sh', words, { cwd: folder })
    assert.equal(stdout.trim(), expected.trim(), script)
  }
}
