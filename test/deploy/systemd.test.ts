import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { settings } from '../../src/config.ts'
import { temporaryFolder } from '../server.ts'
import { readText } from '../structure/source-files.ts'
import { assertSettings } from './named-settings.ts'

const UNIT = 'deploy/liveness-server.service'
/** On systemd's scale from 0 to 10, less is safer. */
const EXPOSURE_MAX = 2
const unit = readText(UNIT)
const skip = spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'needs systemd-analyze'

test('systemd takes the unit as it is and finds little exposed', { skip }, (t) => {
  const file = join(temporaryFolder(t), 'liveness-server.service')
  // The program is not installed here.
  writeFileSync(file, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`))
  const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  assert.deepEqual([verified.status, verified.stderr], [0, ''])
  const words = ['security', '--offline=yes', `--threshold=${EXPOSURE_MAX * 10}`, file]
  const examined = spawnSync('systemd-analyze', words, { encoding: 'utf8' })
  assert.equal(examined.status, 0, examined.stdout.slice(-200))
})

test('the unit sets what is a setting, keeps its secrets elsewhere, and waits for as long as stopping takes', () => {
  assertSettings(
    [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name!),
    UNIT,
  )
  assert.match(unit, /^EnvironmentFile=-\/etc\/liveness-server\.env$/m)
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])
  assert.ok(seconds >= Number(settings.DRAIN_SECONDS.fallback) + Number(settings.REQUEST_SECONDS.fallback) + 5)
  assert.doesNotMatch(unit, /^MemoryDenyWriteExecute=/m, 'V8 could not run')
})
