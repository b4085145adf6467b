import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { version } from '../../src/operations/version.ts'
import { startProgram } from '../process.ts'
import { newEnvironment } from '../server.ts'

/** From this version on Node reads TypeScript without being asked to. */
const READS_TYPESCRIPT = '22.18.0'
const PROGRAMS = ['src/main.ts', 'src/main.js', 'src/cli.ts', 'src/cli.js']
const root = fileURLToPath(new URL('../..', import.meta.url))

interface OldNode {
  readonly release: string
  readonly command: readonly string[]
}

/** This Node told not to read TypeScript, which can replace a process, and those of the machine that cannot. */
const oldNodes = [withoutTypeScript(), ...oldNodesOnPath()]

for (const { release, command } of oldNodes) {
  test(`Node ${release} that reads no TypeScript gets one sentence that says what to do`, async () => {
    const sentence =
      `This is Node ${release}, and liveness-server needs 26 or newer: ` +
      'use "npm start" or "npx liveness", which run on the Node that "npm ci" installs.\n'
    for (const program of PROGRAMS)
      assert.deepEqual(await run([...command, program], {}), { code: 1, out: '', err: sentence }, program)
  })

  test(`where npm runs on Node ${release}, commands and scripts run on the project's own Node`, async () => {
    const npm = { npm_lifecycle_event: 'npx' }
    const answer = await run([...command, 'src/cli.js', '--version'], npm)
    assert.deepEqual(answer, { code: 0, out: `${version}\n`, err: '' })
    assert.equal((await run([...command, 'src/cli.js', 'nonsense'], npm)).code, 2)
    const script = await run([...command, 'src/node.js', '--print', 'process.version'], npm)
    assert.deepEqual(script, { code: 0, out: `${process.version}\n`, err: '' })
  })

  test(`where npm runs on Node ${release}, the server runs on the project's own Node and ends at the same signal`, async (t) => {
    const environment = { ...(await newEnvironment(t)), npm_lifecycle_event: 'start' }
    const server = await startProgram(t, [...command, 'src/main.js'], environment, { cwd: root })
    assert.equal((await fetch(server.url)).status, 200)
    assert.equal(await server.stop('SIGTERM'), 0)
    await assert.rejects(fetch(server.url))
  })
}

/** Another file than the project's own Node, or the program would not change to that. */
function withoutTypeScript(): OldNode {
  const folder = mkdtempSync(join(tmpdir(), 'liveness-node-'))
  after(() => rmSync(folder, { recursive: true }))
  const program = join(folder, 'node')
  try {
    linkSync(process.execPath, program)
  } catch {
    copyFileSync(process.execPath, program)
  }
  return { release: process.versions.node, command: [program, '--no-strip-types'] }
}

function oldNodesOnPath(): OldNode[] {
  const programs = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  const found = programs.map((program) => {
    const release = spawnSync(program, ['--print', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim() ?? ''
    return { release, command: [program] }
  })
  const old = found.filter(({ release }) => release !== '' && compareReleases(release, READS_TYPESCRIPT) < 0)
  return [...new Map(old.map((node) => [node.release, node])).values()]
}

function compareReleases(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

async function run([program = '', ...words]: readonly string[], environment: Record<string, string>) {
  const child = spawn(program, words, { cwd: root, env: { PATH: process.env.PATH, ...environment } })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, out, err }
}
