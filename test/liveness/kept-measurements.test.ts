import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { FRAME_DICTIONARY } from '../../src/evidence/frame-dictionary.ts'
import { findSessionKey } from '../../src/evidence/key-queries.ts'
import { listSealedObservations } from '../../src/evidence/queries.ts'
import { observationPurpose, sealValue, unsealValue } from '../../src/evidence/seal.ts'
import { openSessionKeys } from '../../src/evidence/session-keys.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { findSession } from '../../src/liveness/sessions/queries.ts'
import { rescore } from '../../src/liveness/sessions/rescore.ts'
import { startServer } from '../server.ts'
import { recordSession } from './recorded-session.ts'

test('measurements that an earlier release kept open beside those of now, which take a fifth less room', async (t) => {
  const server = await startServer(t)
  const { db } = server.storage
  const { key } = await createApiKey({ db, clock: server.clock }, 'tests')
  const { session } = await recordSession(server, key)
  const stored = await findSession(db, session.id)
  const judged = () => rescore({ ...server, ...server.storage }, stored!, DEFAULT_POLICY)
  assert.deepEqual(await judged(), stored!.outcome)

  const keys = openSessionKeys(server.evidenceKeys, { id: session.id, key: await findSessionKey(db, session.id) })
  const bytes = { now: 0, earlier: 0 }
  for (const { sequence, sealed } of await listSealedObservations(db, session.id)) {
    const purpose = observationPurpose(session.id, sequence)
    const earlier = sealValue(keys, purpose, unsealValue(keys, purpose, sealed))
    bytes.now += sealed.length
    bytes.earlier += earlier.length
    if (sequence % 2 === 0) continue
    const row = db.updateTable('liveness_observation').set({ sealed: earlier })
    await row.where('session_id', '=', session.id).where('sequence', '=', sequence).execute()
  }
  assert.ok(bytes.now < 0.8 * bytes.earlier, `${bytes.now} of ${bytes.earlier} bytes`)
  assert.deepEqual(await judged(), stored!.outcome)
})

test('the text that kept measurements refer to is the one they were written with', () => {
  const written = '4cd24a0d989b60f9ddd1a6d89706ba466742e60d5f335706506a23df98f5a45d'
  assert.equal(hash('sha256', FRAME_DICTIONARY), written)
})
