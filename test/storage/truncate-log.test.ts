import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sql } from 'kysely'
import { truncateLog } from '../../src/storage/truncate-log.ts'
import { signUp, startServer, testDatabaseUrl } from '../server.ts'

const onSqlite = { skip: testDatabaseUrl === '' ? false : 'about SQLite' }

test(
  'while a backup reads, emptying the log does not stop the server, and the next time it is emptied',
  onSqlite,
  async (t) => {
    const server = await startServer(t)
    const { db, place } = server.storage
    await signUp(server)
    const reader = new DatabaseSync(place, { readOnly: true })
    reader.exec('begin; select 1 from migration')
    await sql`delete from login_session`.execute(db)

    // Twice, because what is prepared once must not take effect once only.
    for (let round = 0; round < 2; round++) {
      const startedAt = performance.now()
      await truncateLog(db, 'sqlite')
      assert.ok(performance.now() - startedAt < 900)
      const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(db)
      assert.equal(rows[0]?.timeout, 1_000)
    }
    assert.ok(statSync(`${place}-wal`).size > 0)
    reader.close()
    await truncateLog(db, 'sqlite')
    assert.equal(statSync(`${place}-wal`).size, 0)
  },
)
