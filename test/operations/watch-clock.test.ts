import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { systemClock } from '../../src/clock.ts'
import { clockWatch } from '../../src/operations/watch-clock.ts'
import { startServer, testDatabaseUrl } from '../server.ts'

test('a clock that was set, and one that differs from the database’s, are logged, once an hour', async (t) => {
  const server = await startServer(t)
  const lines: string[] = []
  // The time as it is, for the database's goes on, too.
  let [setByMs, laterMs] = [0, 0]
  const clock = {
    id: 'a process',
    now: () => systemClock.now() + setByMs + laterMs,
    steady: () => systemClock.steady() + laterMs,
  }
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  const look = clockWatch({ ...server.storage, clock }, logger)
  const logged = async () => {
    lines.length = 0
    await look()
    return lines.map((line) => JSON.parse(line).msg)
  }
  assert.deepEqual(await logged(), [])
  setByMs = -30_000
  const apart = testDatabaseUrl === '' ? [] : ['this machine’s clock differs from the database’s: set both by NTP']
  assert.deepEqual(await logged(), ['this machine’s clock was set', ...apart])
  assert.deepEqual(await logged(), [])
  laterMs = 3_600_000
  assert.deepEqual(await logged(), apart)
})
