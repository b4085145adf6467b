import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { settings } from '../../src/config.ts'
import { eraseEvidenceUntil, shortenEvidence } from '../../src/evidence/erase-queries.ts'
import { endless, retention } from '../../src/operations/retention.ts'
import { startSweeping, sweep } from '../../src/operations/sweep.ts'
import type { Db } from '../../src/storage/schema.ts'
import { cli, environmentOf, jsonLines } from '../commands/cli.ts'
import { startServer } from '../server.ts'
import { readText } from '../structure/source-files.ts'

const HOUR_MS = 3_600_000
/** Above the smallest, so that one that is mixed up with another shows. */
const DAYS = { SESSION_DAYS: '40', FILM_DAYS: '20', AUDIT_DAYS: '35', WEBHOOK_DAYS: '10', LOGIN_MAX_HOURS: '48' }
const ages = ['old', 'young'] as const
const sealed = new Uint8Array([1])

type Row = Readonly<Record<string, string | number | Uint8Array | null>>

const insertInto = (db: Db) => (table: string, rows: Row | Row[]) =>
  db
    .insertInto(table as never)
    .values(rows as never)
    .execute()

/** Rows of each kind that end at a time, and the column that has the name they go by. */
const rowsOf: Readonly<Record<string, { name: string; rows(name: string, at: number): Row[] }>> = {
  login_session: {
    name: 'token_hash',
    rows: (name, at) => [{ token_hash: name, account_id: 'somebody', created_at: at, used_at: at }],
  },
  operator_session: {
    name: 'token_hash',
    rows: (name, at) => [{ token_hash: name, operator_id: 'somebody', created_at: at, used_at: Date.now() }],
  },
  throttle: { name: 'key', rows: (name, at) => [{ key: name, count: 1, ends_at: at }] },
  liveness_session: { name: 'id', rows: (name, at) => [session(name, at)] },
  liveness_session_key: {
    name: 'session_id',
    rows: (name, at) => [{ session_id: `of ${name}`, evidence_key: 'k', sealed, keep_until: at }],
  },
  liveness_image: {
    name: 'id',
    rows: (name, at) => [{ id: name, session_id: 'of young', kind: 'audit', taken_at: 1, keep_until: at, sealed }],
  },
  liveness_observation: {
    name: 'session_id',
    rows: (name, at) => [{ session_id: `of ${name}`, sequence: 1, keep_until: at, sealed }],
  },
  frame_digest: { name: 'digest', rows: (name, at) => [{ digest: name, session_id: 'of young', seen_at: at }] },
  posture_digest: {
    name: 'digest',
    rows: (name, at) => [{ digest: name, session_id: 'of young', at_ms: 1, noted_at: at }],
  },
  liveness_attempt: {
    name: 'key',
    rows: (name, at) => [{ key: name, session_id: 'x', begun_at: at, over_at: at, verdict: null }],
  },
  audit: { name: 'actor', rows: (name, at) => [{ at, event: 'logged_out', actor: name, address: 'local' }] },
  idempotency_key: {
    name: 'id',
    rows: (name, at) => [{ id: name, body_hash: 'x', session_id: 'x', created_at: at }],
  },
  sealed_secret: { name: 'id', rows: (name) => [{ id: name, evidence_key: 'k', sealed }] },
  signing_key: {
    name: 'id',
    rows: (name) =>
      name === 'old' ? [signingKey('old', 1)] : [...Array(1_000)].map((_, i) => signingKey(`${name}${i || ''}`, 2)),
  },
  webhook_endpoint: {
    name: 'id',
    rows: (name, at) => [endpoint(name, at)],
  },
  webhook_event: {
    name: 'id',
    rows: (name, at) => [{ id: name, type: 'x', order_key: 'x', account_id: null, body: '{}', created_at: at }],
  },
  webhook_delivery: {
    name: 'event_id',
    rows: (name, at) => [delivery(name, at)],
  },
}

const session = (id: string, at: number): Row => ({
  ...{ id, token_hash: id, state: 'decided', terms: '{}', models: '[]', created_at: at, expires_at: at, ended_at: at },
  ...{ last_sequence: 0, verdict: 'live' },
})
const signingKey = (id: string, at: number): Row => ({ id, public_x: 'x', created_at: at, retired_at: at })
const endpoint = (id: string, removedAt: number | null): Row => ({
  ...{ id, url: 'https://receiver.example/', secret_version: 1, created_at: 1, removed_at: removedAt },
})
const delivery = (eventId: string, at: number): Row => ({
  ...{ event_id: eventId, endpoint_id: 'endpoint', order_key: 'x', state: 'delivered', attempts: 1 },
  ...{ due_at: at, tried_at: at },
})

test('every kind of row is gone with the first sweep after its time, and not before', async (t) => {
  const server = await startServer(t, DAYS)
  const { db } = server.storage
  const insert = insertInto(db)
  const now = server.clock.now()
  const account = { id: 'somebody', username: 'x', username_key: 'x', fullname: 'x', password_hash: 'x', created_at: 1 }
  const operator = { id: 'somebody', name: 'x', name_key: 'x', password_hash: 'x', code_step: 1, created_at: 1 }
  await insert('account', [account])
  await insert('operator', [operator])
  await insert('liveness_session', [session('of old', now), session('of young', now)])
  await insert('webhook_endpoint', [endpoint('endpoint', null)])
  for (const { table, ends } of retention) {
    const afterMs = ends?.afterMs(server.config) ?? 0
    const { rows } = rowsOf[table] ?? assert.fail(`give ${table} rows here`)
    for (const [name, endsAt] of [
      ['old', now - 60_000],
      ['young', now + 60_000],
    ] as const)
      await insert(table, rows(name, endsAt - afterMs))
  }
  const left = async (table: string) => {
    const { name } = rowsOf[table]!
    const found = await sql<{ name: string }>`select ${sql.ref(name)} as name from ${sql.table(table)}`.execute(db)
    const names = found.rows.map((row) => row.name)
    return ages.filter((age) => names.includes(name === 'session_id' ? `of ${age}` : age))
  }
  for (const { table } of retention) assert.deepEqual(await left(table), ages, table)
  await sweep({ ...server, ...server.storage })
  for (const { table } of retention) assert.deepEqual(await left(table), ['young'], table)
})

test('evidence is erased by the fewer hours of a later start, and more hours put nothing off', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const insert = insertInto(db)
  const now = server.clock.now()
  const running = { state: 'running', ended_at: null, verdict: null, expires_at: now + 0.5 * HOUR_MS }
  for (const hours of [4, 3, 1]) {
    const id = hours === 4 ? 'runs' : `${hours} h old`
    await insert('liveness_session', { ...session(id, now - hours * HOUR_MS), ...(hours === 4 ? running : {}) })
    const keep = { session_id: id, keep_until: now + (24 - hours) * HOUR_MS, sealed }
    await insert('liveness_image', { ...keep, id, kind: 'audit', taken_at: 1 })
    await insert('liveness_observation', { ...keep, sequence: 1 })
    await insert('liveness_session_key', { ...keep, evidence_key: 'k' })
  }
  const tables = ['liveness_session_key', 'liveness_image', 'liveness_observation'] as const
  const readHours = async (table: (typeof tables)[number]) => {
    const rows = await db.selectFrom(table).select(['session_id', 'keep_until']).execute()
    return Object.fromEntries(rows.map((row) => [row.session_id, (row.keep_until - now) / HOUR_MS]))
  }
  const before = { runs: 20, '3 h old': 21, '1 h old': 23 }
  assert.equal(await shortenEvidence(db, 72 * HOUR_MS), 0)
  assert.deepEqual(await readHours('liveness_session_key'), before)

  const needs = { ...server, ...server.storage, config: { ...server.config, EVIDENCE_HOURS: 2 } }
  const stop = startSweeping({ ...needs, sweepMetrics: { completed() {} } }, server.app.log as never)
  while ((await readHours('liveness_session_key'))['1 h old'] !== 1) await sleep(5)
  stop()
  await sweep(needs)
  assert.deepEqual(await readHours('liveness_session_key'), { runs: 0.5, '1 h old': 1 })
  for (const table of tables) assert.deepEqual(Object.keys(await readHours(table)).sort(), ['1 h old', 'runs'])
  assert.equal(await shortenEvidence(db, 2 * HOUR_MS), 0)
  await shortenEvidence(db, 0)
  assert.deepEqual(await readHours('liveness_session_key'), { runs: 0.5, '1 h old': -1 })
})

test('a sweep that fails in the middle leaves a session its key, by which the next one finds the rest', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const now = server.clock.now()
  const insert = insertInto(db)
  await insert('liveness_session', session('x', now - HOUR_MS))
  await insert('liveness_session_key', { session_id: 'x', evidence_key: 'k', sealed, keep_until: now })
  await insert('liveness_image', { id: 'x', session_id: 'x', kind: 'audit', taken_at: 1, sealed, keep_until: now * 2 })
  const count = async (table: 'liveness_session_key' | 'liveness_image') =>
    (await db.selectFrom(table).select('session_id').execute()).length

  await sql`alter table liveness_image rename to away`.execute(db)
  await assert.rejects(eraseEvidenceUntil(db, now), /liveness_image/)
  assert.equal(await count('liveness_session_key'), 1)
  await sql`alter table away rename to liveness_image`.execute(db)
  await eraseEvidenceUntil(db, now)
  assert.deepEqual([await count('liveness_session_key'), await count('liveness_image')], [0, 0])
})

test('of much evidence that is past its date a sweep erases a part, and the next ones the rest', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const names = Array.from({ length: 250 }, (_, number) => `of ${number}`)
  const at = server.clock.now() - 60_000
  const keep = { evidence_key: 'k', keep_until: at, sealed }
  const insert = insertInto(db)
  await insert(
    'liveness_session',
    names.map((name) => session(name, at)),
  )
  await insert(
    'liveness_session_key',
    names.map((name) => ({ ...keep, session_id: name })),
  )
  for (const left of [50, 0]) {
    await sweep({ ...server, ...server.storage })
    const rows = await db.selectFrom('liveness_session_key').select('session_id').execute()
    assert.equal(rows.length, left)
  }
})

test('every table of the database comes to an end or is said not to, as the document and the settings have it', async (t) => {
  const server = await startServer(t)
  const tables = (await server.storage.db.introspection.getTables()).map(({ name }) => name)
  const named = [...retention.map(({ table }) => table), ...Object.keys(endless)]
  assert.deepEqual(named.toSorted(), tables.filter((name) => !name.startsWith('sqlite_')).toSorted())
  for (const { table, settings: names } of retention)
    for (const name of names) assert.ok(settings[name], `${table}: ${name}`)
  const documented = readText('docs/retention.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || '–'
  assert.deepEqual(documented.slice(0, retention.length + Object.keys(endless).length), [
    ...retention.map(
      ({ table, holds, about, kept, settings: names, erasedBy }) =>
        `| \`${table}\` | ${holds} | ${about} | ${kept} | ${code(names)} | ${erasedBy} |`,
    ),
    ...Object.entries(endless).map(([table, stays]) => `| \`${table}\` | ${stays} |`),
  ])
})

test('retention shows the settings and what ends next, and ends with 1 where something should be gone', async (t) => {
  const server = await startServer(t, DAYS)
  const environment = { ...environmentOf(server), ...DAYS }
  const { db } = server.storage
  await db
    .insertInto('throttle')
    .values({ key: 'x', count: 1, ends_at: Date.now() - 60_000 })
    .execute()
  const shown = await cli(environment, ['retention', '--json'])
  assert.equal(shown.code, 0, shown.err)
  const kinds = jsonLines(shown.out)
  assert.deepEqual(
    kinds.map(({ table }) => table),
    [...retention.map(({ table }) => table), ...Object.keys(endless)],
  )
  assert.deepEqual(kinds.find(({ table }) => table === 'audit')?.settings, { AUDIT_DAYS: 35 })
  await db
    .updateTable('throttle')
    .set({ ends_at: Date.now() - HOUR_MS - 60_000 })
    .execute()
  const overdue = await cli(environment, ['retention'])
  assert.equal(overdue.code, 1)
  assert.match(overdue.out, /^throttle .* \S+Z OVERDUE /m)
  assert.match(overdue.out, /^operator +until liveness admin remove$/m)
})
