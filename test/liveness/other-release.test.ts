import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { sealProgress } from '../../src/evidence/session-progress.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { startServer } from '../server.ts'
import { openOwnSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'

test('a session that another release moved on starts over, and goes on', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  const camera = subjectA()
  const picture = (frame: number) => camera({ shown: 'look_straight', sinceMs: frame * 200, atMs: frame * 200, frame })
  assert.equal((await sendFrame(server, session, 0, await picture(0))).status, 200)

  const keys = openSessionKeys(server.evidenceKeys, (await findSession(server.storage.db, session.id))!)
  const unknown = sealProgress(keys, session.id, { version: 1, anything: 'of another form' })
  await server.storage.db
    .updateTable('liveness_session')
    .set({ progress: unknown })
    .where('id', '=', session.id)
    .execute()

  const { status, json } = await sendFrame(server, session, 1, await picture(1))
  assert.equal(status, 200)
  assert.equal(json.data.state, 'running')
  assert.equal(json.data.step.action, 'look_straight')
})
