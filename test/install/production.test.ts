import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { newEnvironment, request, temporaryFolder, whenThereIsRoom } from '../server.ts'
import { npmStart, PATH, root } from './npm.ts'

/** What the program does without, or what is made when it is installed and runs. */
const NOT_COPIED = ['.git', 'bench', 'data', 'docs', 'node_modules', 'test']
const shell = process.platform === 'win32'

test('a copy that is installed without what only development needs starts, responds and becomes ready', async (t) => {
  const folder = temporaryFolder(t)
  cpSync(root, folder, { recursive: true, filter: (path) => !NOT_COPIED.includes(partOf(path)) })
  // What npm has fetched before need not be asked for again; so this passes without a network, too, where `npm ci` has.
  const words = ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund']
  await promisify(execFile)('npm', words, { cwd: folder, env: { PATH }, shell })

  const server = await npmStart(t, folder, await newEnvironment(t))
  const front = await request(server.url, 'GET', '/')
  assert.deepEqual([front.status, front.json.message], [200, 'You found me!'])
  assert.equal((await whenThereIsRoom(() => request(server.url, 'GET', '/readyz'))).status, 200)
  assert.equal(await server.stop('SIGTERM'), 0)
})

/** The file or folder of the project, such as `src`, that a path is in. */
function partOf(path: string): string {
  return relative(root, path).split(sep)[0] ?? ''
}
