import { createApiKey } from '../src/identity/create-key.ts'
import { attackCases } from '../test/liveness/attack-cases.ts'
import { capture, failedSignals, openSession, readSession } from '../test/liveness/capture-client.ts'
import { startServer } from '../test/server.ts'
import { standIn } from './stand-in.ts'

/** Every attack, through the HTTP door and the real models: `npm run table:attacks`. Prints what became of each. */
const context = standIn()
const server = await startServer(context, { LIVENESS_FAILURES_MAX: '1000', LIVENESS_SESSION_SECONDS: '45' })
const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'table')
console.log('attack | verdict | signals that failed | challenge | depth | continuity | freshness')
for (const { name, actions, camera, capturedAt, skip } of attackCases) {
  if (skip) continue
  const session = await openSession(server, key, { actions })
  await capture(server, session, camera(), capturedAt ? { capturedAt } : {})
  const data = await readSession(server, session)
  const value = (wanted: string) => {
    const found = data.signals.find((signal: { name: string }) => signal.name === wanted)
    return found.value === null ? '–' : found.value.toFixed(3)
  }
  const values = ['challenge', 'depth', 'continuity', 'freshness'].map(value)
  console.log([name, data.verdict, failedSignals(data).join(', '), ...values].join(' | '))
}
await context.finish()
