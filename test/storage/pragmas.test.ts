import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { startServer, testDatabaseUrl } from '../server.ts'

const onSqlite = { skip: testDatabaseUrl === '' ? false : 'about SQLite' }

test('SQLite syncs each commit, keeps references whole and overwrites what is deleted', onSqlite, async (t) => {
  const { storage } = await startServer(t)
  const read = async (pragma: string) =>
    Object.values((await sql.raw<object>(`pragma ${pragma}`).execute(storage.db)).rows[0] ?? {})[0]
  assert.equal(await read('journal_mode'), 'wal')
  assert.equal(await read('synchronous'), 2, 'full')
  assert.equal(await read('foreign_keys'), 1)
  assert.equal(await read('secure_delete'), 1)
})
