import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordAudit } from '../../src/audit/queries.ts'
import { readSince } from '../../src/commands/audit.ts'
import { signUp, startServer } from '../server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

test('audit tells what happened, the command line included, without names', async (t) => {
  const server = await startServer(t)
  await signUp(server)
  await cli(environmentOf(server), ['account', 'reset-password', 'somebody'])
  await cli(environmentOf(server), ['account', 'delete', 'somebody', '--yes'])
  const { code, out, err } = await cli(environmentOf(server), ['audit', '--json'])
  assert.equal(code, 0, err)
  const lines = jsonLines(out)
  assert.deepEqual(
    lines.map(({ event, address }) => [event, address]),
    [
      ['account_registered', '127.0.0.1'],
      ['login_succeeded', '127.0.0.1'],
      ['account_password_reset', 'local'],
      ['account_deleted', 'local'],
    ],
  )
  assert.equal(new Set(lines.map(({ actor }) => actor)).size, 1)
  const asText = (await cli(environmentOf(server), ['audit'])).out
  assert.match(asText, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}account_registered /)
  assert.doesNotMatch(out + asText, /somebody/i)
})

test('an address with control characters cannot write to the terminal', async (t) => {
  const server = await startServer(t)
  const entry = { at: 1, event: 'login_failed', actor: 'unknown', address: '\u001b[2J' } as const
  await recordAudit(server.storage.db, entry)
  const { out } = await cli(environmentOf(server), ['audit'])
  assert.ok(out.includes('\ufffd[2J') && !out.includes('\u001b'))
})

test('audit --since goes on over many pages, each line once', async (t) => {
  const { storage, ...server } = await startServer(t)
  const start = Date.parse('2030-01-31T12:00:00Z')
  await storage.db.transaction().execute(async (tx) => {
    for (let index = 0; index < 2500; index++)
      await recordAudit(tx, {
        at: start + Math.floor(index / 100),
        event: 'logged_out',
        actor: `a${index}`,
        address: 'local',
      })
  })
  const environment = { DATA_DIR: server.config.DATA_DIR, DATABASE_URL: server.config.DATABASE_URL }
  const { out } = await cli(environment, ['audit', '--json', '--since', '2030-01-31T12:00:00.001Z'])
  assert.deepEqual(
    jsonLines(out).map(({ actor }) => actor),
    Array.from({ length: 2400 }, (_, index) => `a${index + 100}`),
  )
})

test('a time since is an ISO time or an age', () => {
  const now = Date.parse('2030-01-31T12:00:00Z')
  assert.equal(readSince('90s', now), now - 90_000)
  assert.equal(readSince('30m', now), now - 1_800_000)
  assert.equal(readSince('24h', now), now - 86_400_000)
  assert.equal(readSince('7d', now), now - 604_800_000)
  assert.equal(readSince('2030-01-31T14:00+02:00', now), now)
  assert.equal(readSince('2030-01-31', now), Date.parse('2030-01-31T00:00:00Z'))
  for (const wrong of ['', '7', '7w', 'now', '31.1.2030', '2030-02-30T25:00:00Z', '-1h', '2030-01-31T12:00:00'])
    assert.throws(() => readSince(wrong, now), /--since/, wrong)
})
