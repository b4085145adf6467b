import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { createApiKey } from '../../src/identity/create-key.ts'
import { startServer } from '../server.ts'
import { obedient } from './cameras.ts'
import { type Camera, capture, failedSignals, openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'
import { recording } from './recorded-session.ts'

const ACTIONS = ['turn_left', 'open_mouth']
const FRAMES_PER_SECOND = 10

const encodings: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  'with stronger compression, lying on its side': (picture) =>
    picture.rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 40 }),
  'smaller, cropped and brighter': (picture) =>
    picture.extract({ left: 8, top: 6, width: 384, height: 288 }).resize(320, 240).linear(1.1).jpeg(),
}

/** Nobody sits down twice the same. */
const anotherDay = subjectA(0, (now) => {
  const { yawDegrees = 0, pitchDegrees = 0, ...rest } = obedient(now)
  return { ...rest, yawDegrees: yawDegrees + 3, pitchDegrees: pitchDegrees - 4 }
})

test('a film of an earlier session is not live, however encoded, and the same person on another day is', async (t) => {
  const server = await startServer(t, { FILM_DAYS: '30' })
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const { db } = server.storage
  const opened: string[] = []
  const play = async (subject: string, camera: Camera) => {
    const session = await openSession(server, key, { subject, actions: ACTIONS })
    opened.push(session.id)
    // Asked the same after the same pauses as in the first session: nothing but the film itself can be wrong.
    await db
      .updateTable('liveness_session')
      .set('terms', (row) => row.selectFrom('liveness_session').select('terms').where('id', '=', opened[0]!))
      .where('id', '=', session.id)
      .execute()
    await capture(server, session, camera, { framesPerSecond: FRAMES_PER_SECOND })
    return readSession(server, session)
  }
  const { camera, recorded } = recording(subjectA())
  assert.equal((await play('victim', camera)).verdict, 'live')
  for (const [name, encode] of Object.entries(encodings)) {
    const data = await play(`attacker, ${name}`, async ({ frame }) =>
      Uint8Array.from(await encode(sharp(recorded[Math.min(frame, recorded.length - 1)]!)).toBuffer()),
    )
    assert.equal(data.verdict, 'inconclusive', name)
    assert.deepEqual(failedSignals(data), ['freshness'], name)
  }
  assert.equal((await play('victim', anotherDay)).verdict, 'live')
})
