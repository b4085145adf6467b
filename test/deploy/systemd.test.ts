import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { settings } from '../../src/config.ts'
import { temporaryFolder } from '../server.ts'
import { readText, root } from '../structure/source-files.ts'

const UNIT = 'deploy/liveness-server.service'
/** Tenths, as systemd-analyze has them: 0 is closed, 100 open. */
const EXPOSURE_MAX = 15
const STOP_MORE_SECONDS = 5
const unit = readText(UNIT)

const version = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? ''
/** `--offline` came with 250. */
const skip = Number(/^systemd (\d+)/.exec(version)?.[1] ?? 0) >= 250 ? false : 'needs systemd-analyze 250 or newer'

test('the unit names settings of the configuration, and gives the server the time to stop that they may take', () => {
  const given = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name)
  assert.ok(given.length > 0)
  for (const name of given) assert.ok(name in settings, name)
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])
  assert.ok(
    seconds >= Number(settings.DRAIN_SECONDS.fallback) + Number(settings.REQUEST_SECONDS.fallback) + STOP_MORE_SECONDS,
  )
  assert.match(unit, /^EnvironmentFile=-\/etc\/liveness-server\.env$/m)
  assert.doesNotMatch(unit, /^MemoryDenyWriteExecute=/m)
})

test('a command runs with the user, folders and settings of the unit, and with its own words as they are', (t) => {
  const bin = temporaryFolder(t)
  writeFileSync(join(bin, 'systemd-run'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 })
  const env = { PATH: `${bin}:${process.env.PATH}` }
  const command = fileURLToPath(new URL('deploy/liveness', root))
  const { stdout } = spawnSync(command, ['backup', '/var/backups/a copy.db', '$HOME'], { env, encoding: 'utf8' })
  const words = stdout.split('\n').slice(0, -1)
  const program = words.findIndex((word) => word.startsWith('/'))
  // systemd reads $$ as $ (systemd.service, "Command lines").
  assert.deepEqual(words.slice(program + 1), ['src/cli.js', 'backup', '/var/backups/a copy.db', '$$HOME'])
  const asInUnit = words
    .slice(0, program)
    .map((word) =>
      word
        .replace(/^--uid=/, 'User=')
        .replace(/^--gid=/, 'Group=')
        .replace(/^--setenv=/, 'Environment=')
        .replace(/^--property=/, ''),
    )
    .filter((word) => !word.startsWith('--'))
  assert.equal(asInUnit.length, 8)
  const lines = unit.split('\n')
  for (const line of [...asInUnit, `ExecStart=${words[program]} src/main.js`]) assert.ok(lines.includes(line), line)
})

test('systemd takes the unit and finds little exposed', { skip }, (t) => {
  const run = (words: string[]) => spawnSync('systemd-analyze', words, { cwd: fileURLToPath(root), encoding: 'utf8' })
  const security = run(['security', '--offline=yes', `--threshold=${EXPOSURE_MAX}`, UNIT])
  assert.equal(security.status, 0, security.stdout + security.stderr)
  // The program need not be installed here.
  const folder = temporaryFolder(t)
  const program = /^ExecStart=(\S+)/m.exec(unit)?.[1] ?? ''
  mkdirSync(join(folder, 'unit'))
  const copy = join(folder, 'unit', 'liveness-server.service')
  writeFileSync(copy, unit.replace(program, process.execPath))
  const verified = run(['verify', '--man=no', copy])
  assert.equal(verified.status, 0, verified.stderr)
  assert.doesNotMatch(verified.stderr, /liveness-server\.service:/)
})
