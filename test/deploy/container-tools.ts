import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const NEEDED = ['buildah', 'podman', 'runc']
const BOOTSTRAPS = ['mmdebstrap', 'debootstrap']
const has = (program: string) => spawnSync('which', [program]).status === 0
const bootstrap = BOOTSTRAPS.find(has)
const missing = [...NEEDED.filter((program) => !has(program)), ...(bootstrap ? [] : ['mmdebstrap'])]

/** Why no image can be built and run here, for the test runner to print; false where one can. */
export const skipWithoutContainers =
  process.getuid?.() !== 0 ? 'needs root' : missing.length > 0 && `apt-get install ${missing.join(' ')}`

export interface Containers {
  /** Builds and keeps images; returns what was printed. */
  buildah(...words: string[]): Promise<string>
  /** Runs them, by cgroups of its own: there need be no systemd. */
  podman(...words: string[]): Promise<string>
}

/** Images and containers that are kept below a folder, apart from the machine's own. */
export function openContainers(folder: string): Containers {
  const kept = ['--root', join(folder, 'images'), '--runroot', join(folder, 'run')]
  const own = ['--runtime', '/usr/sbin/runc', '--cgroup-manager', 'cgroupfs']
  return {
    buildah: (...words) => run('buildah', [...kept, ...words]),
    podman: (...words) => run('podman', [...kept, ...own, ...words]),
  }
}

async function run(program: string, words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 1 << 26 })
  return stdout
}

/** A bare Debian in a folder, from its package archive. */
export async function makeDebian(folder: string): Promise<void> {
  const words = ['--variant=minbase', 'bookworm', folder, 'http://deb.debian.org/debian']
  const child = spawn(bootstrap ?? '', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let problems = ''
  child.stderr.on('data', (chunk) => {
    problems += chunk
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${bootstrap} ended with ${code}:\n${problems}`)
}

/**
 * What a build needs to reach the package registry from where this machine does: its certificates, where it has some of
 * its own. Returns the words for `buildah build`.
 */
export function trustOf(folder: string): string[] {
  const certificates = process.env.NODE_EXTRA_CA_CERTS
  if (!certificates || !existsSync(certificates)) return []
  const settings = join(folder, 'npmrc')
  writeFileSync(settings, 'cafile=/run/certificates.pem\n')
  return ['-v', `${certificates}:/run/certificates.pem:ro`, '-v', `${settings}:/root/.npmrc:ro`]
}

/** A folder with this Node and this npm where the installer's image has them. */
export async function copyNode(folder: string): Promise<void> {
  const npm = process.env.npm_execpath
  if (!npm) throw new Error('run it by npm: npm run try:image')
  const modules = join(folder, 'usr/local/lib/node_modules')
  mkdirSync(modules, { recursive: true })
  mkdirSync(join(folder, 'usr/local/bin'))
  await run('cp', ['-a', dirname(dirname(npm)), modules])
  await run('cp', ['-aL', process.execPath, join(folder, 'usr/local/bin/node')])
  await run('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/local/bin/npm')])
  chmodSync(join(folder, 'usr/local/bin/node'), 0o755)
}
