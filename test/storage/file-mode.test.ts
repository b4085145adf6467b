import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { signUp, startServer, testDatabaseUrl } from '../server.ts'

test('only the owner may read the database, its log files included', { skip: testDatabaseUrl !== '' }, async (t) => {
  const server = await startServer(t)
  await signUp(server)
  const folder = server.config.DATA_DIR
  const files = readdirSync(folder)
  assert.ok(files.includes('liveness.db') && files.includes('liveness.db-wal'))
  for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
})
