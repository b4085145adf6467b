/**
 * Runs a command with TEST_DATABASE_URL pointing at a PostgreSQL server of its own, started for it and removed then:
 *   node test/with-postgres.ts node --test
 * Needs PostgreSQL 15 or newer on the machine (Debian: apt-get install postgresql), or a TEST_DATABASE_URL that is set.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

const [command = '', ...commandArguments] = process.argv.slice(2)
if (command === '') fail('usage: node test/with-postgres.ts <command> [arguments…]')
const given = process.env.TEST_DATABASE_URL
process.exit(given ? run(given) : await runOnOwnServer())

function run(url: string): number {
  const { status } = spawnSync(command, commandArguments, {
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_URL: url },
  })
  return status ?? 1
}

async function runOnOwnServer(): Promise<number> {
  const programs = findPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'liveness-postgres-'))
  const owner = serverUser()
  if ('uid' in owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const initArguments = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']
  execFileSync(join(programs, 'initdb'), initArguments, { ...owner, cwd: folder, stdio: 'ignore' })

  const port = await freePort()
  const options = ['-k', folder, '-h', '127.0.0.1', '-p', String(port), '-c', 'fsync=off', '-c', 'max_connections=200']
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...options], { ...owner, cwd: folder, stdio: 'ignore' })
  try {
    await untilReady(join(programs, 'pg_isready'), port)
    return run(`postgres://postgres@127.0.0.1:${port}/postgres`)
  } finally {
    server.kill('SIGINT')
    await new Promise((resolve) => server.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The newest installed version's programs: where Debian puts them, or on the path. */
function findPrograms(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')))
  return (
    found ??
    fail('PostgreSQL is not installed here. Install it (Debian: apt-get install postgresql) or set TEST_DATABASE_URL.')
  )
}

/** PostgreSQL refuses to run as root; the user `postgres` comes with its package. */
function serverUser(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function untilReady(pgIsReady: string, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (spawnSync(pgIsReady, ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  fail('PostgreSQL did not start within 10 seconds.')
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
