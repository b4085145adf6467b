/**
 * What a session leaves in the database, by table:
 *   npm run bench:stored                                                SQLite
 *   node test/with-postgres.ts node bench/stored.ts                     PostgreSQL, rewritten by VACUUM FULL
 * Options: --sessions <n> (12 unless told), --write puts the table into docs/scaling.md.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openStorage } from '../src/storage/open.ts'
import { cli } from '../test/commands/cli.ts'
import { testDatabaseUrl } from '../test/server.ts'
import { drawTakes, runSession } from './liveness-load.ts'
import { newDatabase } from './new-database.ts'
import { replaceMeasured } from './replace-measured.ts'
import { spawnServer } from './spawn-server.ts'
import { readStoredBytes, tableOfStoredBytes } from './stored-bytes.ts'

const AT_ONCE = 2
const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '12' }, write: { type: 'boolean', default: false } },
})
const sessions = Number(values.sessions)
const folder = mkdtempSync(join(tmpdir(), 'liveness-stored-'))
const DATABASE_URL = testDatabaseUrl === '' ? '' : await newDatabase()
// Everybody is the same drawn person. What films are recognized by is noted all the same, but for the copies.
const environment = { PORT: '0', METRICS_PORT: 'off', DATA_DIR: folder, DATABASE_URL, LOG_LEVEL: 'info' }
const { url, child } = await spawnServer(fileURLToPath(new URL('../src/main.ts', import.meta.url)), [], environment)
const { key } = JSON.parse((await cli(environment, ['key', 'create', 'bench', '--json'])).out)
const headers = { authorization: `Bearer ${key}` }
const takes = await drawTakes()
const storage = openStorage({ DATA_DIR: folder, DATABASE_URL }, () => {})
const session = async (left: number): Promise<void> => {
  if (left <= 0) return
  await Promise.all(
    Array.from({ length: Math.min(left, AT_ONCE) }, () => runSession(url, url, headers, takes, async () => 0)),
  )
  return session(left - AT_ONCE)
}
// A first one, so that tables of a few rows have their pages.
await session(1)
const before = await readStoredBytes(storage)
await session(sessions)
const text = tableOfStoredBytes(before, await readStoredBytes(storage), sessions)
console.log(text)
if (values.write) {
  const document = fileURLToPath(new URL('../docs/scaling.md', import.meta.url))
  const command = DATABASE_URL === '' ? 'bench:stored' : 'bench:stored on PostgreSQL'
  writeFileSync(document, replaceMeasured(readFileSync(document, 'utf8'), command, text))
}
child.kill('SIGKILL')
await storage.db.destroy()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
