import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { commands } from '../../src/command-line.ts'
import { run } from '../../src/commands/run.ts'
import { temporaryFolder } from '../server.ts'
import { readText } from '../structure/source-files.ts'
import { cli } from './cli.ts'

const main = fileURLToPath(import.meta.resolve('../../src/main.ts'))

/** Runs in this process, which costs a hundredth of a start, and without a database. */
async function runHere(t: TestContext, words: readonly string[]) {
  process.env.DATA_DIR = temporaryFolder(t)
  const out = t.mock.method(console, 'log', () => {})
  const err = t.mock.method(console, 'error', () => {})
  const code = await run(commands, words)
  const textOf = ({ mock }: typeof out) => mock.calls.map((call) => call.arguments.join(' ')).join('\n')
  assert.deepEqual(readdirSync(process.env.DATA_DIR), [])
  return { code, out: textOf(out), err: textOf(err) }
}

test('--help lists every command', async (t) => {
  const { code, out } = await cli({ DATA_DIR: temporaryFolder(t) }, ['--help'])
  assert.equal(code, 0)
  for (const name of Object.keys(commands)) assert.match(out, new RegExp(`^ {2}${name}\\b`, 'm'))
})

test('the README says what each command or group of commands is for', () => {
  const [, section = ''] = /^## The command line\n(.*?)^## /ms.exec(readText('README.md')) ?? []
  const groups = new Set(Object.keys(commands).map((name) => name.split(' ')[0]))
  assert.deepEqual(
    [...groups].filter((group) => !section.includes(`\`${group}\``)),
    [],
  )
})

test('a group lists its own commands', async (t) => {
  const { code, out } = await runHere(t, ['account', '--help'])
  assert.equal(code, 0)
  assert.match(out, /account reset-password <username>/)
  assert.doesNotMatch(out, /migrate/)
})

for (const name of Object.keys(commands))
  test(`${name} --help names its options and touches no database`, async (t) => {
    const { code, out, err } = await runHere(t, [...name.split(' '), '--help'])
    assert.equal(code, 0, err)
    assert.match(out, new RegExp(`^Usage: liveness ${name}`))
    assert.match(out, /--json/)
  })

const misuses: [words: string[], says: RegExp][] = [
  [[], /^Usage: liveness/],
  [['account'], /^Usage: liveness account/],
  [['acount'], /There is no command "acount"/],
  [['account', 'lst'], /There is no command "account lst"/],
  [['constructor'], /There is no command "constructor"/],
  [['rescore', '-x'], /Unknown option '-x'\. An argument that begins with "-" stands after "--"\./],
  [['check', '--jsn'], /Unknown option '--jsn'.* --help/],
  [['check', '--json=yes'], /does not take an argument/],
  [['audit', '--since'], /argument missing/],
  [['audit', '--since', 'yesterday'], /neither a time .* nor an age/],
  [['audit', '--since', '2030-13-01T00:00:00Z'], /neither a time/],
  [['account', 'show'], /<username> is missing/],
  [['account', 'show', 'one', 'two'], /"two" is one argument too many/],
  [['admin', 'create', '\u043elga'], /letters of one script/],
  [['admin', 'create', ' olga'], /1 to 80 characters/],
  [['migrate', 'now'], /"now" is one argument too many/],
]

for (const [words, says] of misuses)
  test(`"liveness ${words.join(' ')}" is not understood: exit code 2 and a reason`, async (t) => {
    const { code, out, err } = await runHere(t, words)
    assert.equal(code, 2, out + err)
    assert.match(err, says)
    assert.equal(out, '')
  })

test('a command for which there is no database yet says how to get one and creates nothing', async (t) => {
  const DATA_DIR = temporaryFolder(t)
  for (const words of [['account', 'list'], ['audit'], ['backup', 'copy.db']]) {
    const { code, err } = await cli({ DATA_DIR }, words)
    assert.equal(code, 1)
    assert.match(err, /There is no database at .*\. Set DATA_DIR to that of the server; .*liveness migrate/)
  }
})

test('settings that cannot be used are all named', async (t) => {
  const { code, err } = await cli({ DATA_DIR: temporaryFolder(t), PORT: 'x', LOG_LEVEL: 'loud' }, ['account', 'list'])
  assert.equal(code, 1)
  assert.match(err, /PORT=x/)
  assert.match(err, /LOG_LEVEL=loud/)
})

test('a server that is given a command says what to run instead, and does not start', (t) => {
  const DATA_DIR = temporaryFolder(t)
  const start = (words: string[]) =>
    spawnSync(process.execPath, [main, ...words], { env: { DATA_DIR }, encoding: 'utf8', timeout: 10_000 })
  const refused = start(['restore', 'copy.db'])
  assert.deepEqual([refused.status, refused.stdout], [2, ''])
  assert.match(refused.stderr, /^The server was not started, .*: restore\n[\s\S]*npx liveness --help/)
  const help = start(['--help'])
  assert.deepEqual([help.status, help.stderr], [0, ''])
  assert.match(help.stdout, /^Usage: npm start/)
  assert.deepEqual(readdirSync(DATA_DIR), [])
})

test('npx liveness and npm run cli are the same program', async () => {
  const cwd = fileURLToPath(import.meta.resolve('../..'))
  const start = promisify(execFile)
  const npx = await start('npx', ['liveness', '--version'], { cwd })
  const npm = await start('npm', ['run', '-s', 'cli', '--', '--version'], { cwd })
  assert.match(npx.stdout, /^\d+\.\d+\.\d+/)
  assert.equal(npx.stdout, npm.stdout)
})
