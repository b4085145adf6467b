import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { recordAudit } from '../../src/audit/queries.ts'
import { readTime } from '../../src/commands/read-time.ts'
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

test('audit prune deletes what is old, young as it may be, and the log says who did it, when, and how much', async (t) => {
  const server = await startServer(t)
  const environment = environmentOf(server)
  const now = Date.now()
  for (const hours of [0, 2, 3, 24 * 40])
    await recordAudit(server.storage.db, {
      at: now - hours * 3_600_000,
      event: 'logged_out',
      actor: `${hours} hours old`,
      address: 'local',
    })
  const prune = (...more: string[]) => cli(environment, ['audit', 'prune', ...more])
  for (const [words, told] of [
    [['--yes'], /--before is missing/],
    [['--before', 'yesterday', '--yes'], /--before "yesterday" is neither/],
    [['--before', '2999-01-01', '--yes'], /still to come/],
    [['--before', '1h'], /add --yes to go on/],
  ] as const) {
    const { code, err } = await prune(...words)
    assert.equal(code, 2)
    assert.match(err, told)
  }
  const actors = async () =>
    jsonLines((await cli(environment, ['audit', '--json'])).out).map(({ actor, about }) => about ?? actor)
  assert.equal((await actors()).length, 4)

  const { code, out, err } = await prune('--before', '1h', '--yes', '--json')
  assert.equal(code, 0, err)
  const [{ before, deleted } = {}] = jsonLines(out)
  assert.equal(deleted, 3)
  assert.deepEqual(await actors(), ['0 hours old', `3 lines before ${before}, by ${userInfo().username}`])
  assert.match((await prune('--before', '1h', '--yes')).out, /^Deleted 0 lines/)
  assert.equal((await actors()).length, 2)
})

test('a time since is an ISO time or an age', () => {
  const now = Date.parse('2030-01-31T12:00:00Z')
  assert.equal(readTime('since', '90s', now), now - 90_000)
  assert.equal(readTime('since', '30m', now), now - 1_800_000)
  assert.equal(readTime('since', '24h', now), now - 86_400_000)
  assert.equal(readTime('since', '7d', now), now - 604_800_000)
  assert.equal(readTime('since', '2030-01-31T14:00+02:00', now), now)
  assert.equal(readTime('since', '2030-01-31', now), Date.parse('2030-01-31T00:00:00Z'))
  assert.equal(readTime('since', '2030-01-31T12:00:00', now), now)
  for (const wrong of ['', '7', '7w', 'now', '31.1.2030', '2030-02-30T25:00:00Z', '2030-02-30', '-1h'])
    assert.throws(() => readTime('since', wrong, now), /--since/, wrong)
})
