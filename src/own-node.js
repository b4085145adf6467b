/**
 * Plain JavaScript, so that a Node too old for TypeScript can read it. npm puts `node_modules/.bin/node` first on the
 * path of scripts, but npm 9 and 10 delete that link after they made it: docs/decisions/0001-runtime-as-a-package.md.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MAJOR_VERSION_MIN = 26

/**
 * Returns on a Node that can run this program. Where npm started another one, the program runs on the project's own Node
 * instead; otherwise one sentence says what to do, and the exit code is 1.
 * @returns {Promise<void>}
 */
export async function requireNode() {
  const { features, versions, env, argv, execPath } = process
  if (features.typescript && Number.parseInt(versions.node, 10) >= MAJOR_VERSION_MIN) return
  const node = ownNode()
  if (env.npm_lifecycle_event !== undefined && node !== undefined && node !== execPath)
    await replaceProcess(node, argv.slice(1))
  console.error(
    `This is Node ${versions.node}, and liveness-server needs ${MAJOR_VERSION_MIN} or newer: ` +
      'use "npm start" or "npx liveness", which run on the Node that "npm ci" installs.',
  )
  process.exit(1)
}

/**
 * Runs the project's own Node in the place of this process; this one again where no package has one for the platform.
 * @param {readonly string[]} words what follows `node` on the command line
 * @returns {Promise<never>}
 */
export function runOwnNode(words) {
  return replaceProcess(ownNode() ?? process.execPath, words)
}

/** @returns {string | undefined} */
function ownNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  return Object.keys(optionalDependencies)
    .map((name) => fileURLToPath(new URL(`../node_modules/${name}/bin/${program}`, import.meta.url)))
    .find((path) => existsSync(path))
}

/**
 * Old Nodes and Windows cannot replace a process. There this one stays, and hands on signals and the exit code.
 * @param {string} program
 * @param {readonly string[]} words
 * @returns {Promise<never>}
 */
async function replaceProcess(program, words) {
  process.execve?.(program, [program, ...words])
  const child = spawn(program, words, { stdio: 'inherit' })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGINT', () => child.kill('SIGINT'))
  const [code] = await once(child, 'exit')
  process.exit(code ?? 1)
}
