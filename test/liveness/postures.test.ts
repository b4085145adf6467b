import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deletePosturesBefore, notePosture } from '../../src/evidence/posture-queries.ts'
import {
  comparesPosture,
  type EarlierSessions,
  isRecognized,
  trackEarlierSessions,
} from '../../src/liveness/decision/earlier-sessions.ts'
import { postureCells } from '../../src/liveness/decision/posture.ts'
import { expireLiveness } from '../../src/liveness/sessions/expire-sessions.ts'
import { signUp, startServer } from '../server.ts'
import { openOwnSession } from './capture-client.ts'
import { observe } from './measured-person.ts'
import { challengeOf, openSession } from './play.ts'

/** Frames that come 100 ms apart and show again what earlier sessions noted at these times. */
const follow = (times: readonly number[], sessionOf: (index: number) => string = () => 'earlier') =>
  times.reduce<EarlierSessions>(
    (known, atMs, index) => trackEarlierSessions(known, [{ sessionId: sessionOf(index), atMs }], index * 100),
    [],
  )

test('a film is recognized where its postures come again one after the other, forward or backward', () => {
  const film = [0, 100, 200, 300, 400, 500, 600, 700]
  assert.ok(isRecognized(follow(film)))
  assert.ok(isRecognized(follow(film.toReversed())))
  assert.ok(!isRecognized(follow(film.slice(0, 7))), 'seven are too few')
})

test('postures that come again in another order, at another pace or of many sessions say nothing', () => {
  const scattered = [0, 5_000, 900, 3_000, 7_000, 1_900, 6_000, 4_000, 8_000, 2_500]
  assert.ok(!isRecognized(follow(scattered)))
  assert.ok(!isRecognized(follow(Array.from({ length: 30 }, () => 1_000))), 'a face that rests in one posture')
  assert.ok(!isRecognized(follow(Array.from({ length: 30 }, (_, index) => index * 1_000))))
  assert.ok(
    !isRecognized(
      follow(
        Array.from({ length: 30 }, (_, index) => index * 100),
        (index) => `session ${index}`,
      ),
    ),
  )
})

test('of earlier sessions only so many are kept, those that came again most', () => {
  let known = follow([0, 100, 200])
  for (let index = 0; index < 100; index++)
    known = trackEarlierSessions(known, [{ sessionId: `other ${index}`, atMs: 0 }], 1_000 + index)
  assert.equal(known.length, 16)
  assert.ok(known.some(({ sessionId }) => sessionId === 'earlier'))
})

test('a posture has one cell and at most fifteen near it, all of them different', () => {
  for (let index = 0; index < 100; index++) {
    const cells = postureCells(observe({ yawDegrees: index / 3, pitchDegrees: index / 7, smile: index / 100 }).face!)!
    assert.ok(cells.length >= 1 && cells.length <= 16)
    assert.equal(new Set(cells.map(String)).size, cells.length)
    assert.ok(cells.every((cell) => cell.every(Number.isSafeInteger)))
  }
  const face = observe({}).face!
  assert.equal(postureCells({ ...face, mouthWidth: Number.NaN }), null)
})

test('postures that a session noted go with its account, and after thirty days', async (t) => {
  const server = await startServer(t, { FILM_DAYS: '30' })
  const { db } = server.storage
  const cookie = await signUp(server)
  const session = await openOwnSession(server, cookie)
  const now = server.clock.now()
  const noted = async () => (await db.selectFrom('posture_digest').select('digest').orderBy('digest').execute()).length
  await notePosture(db, 'a', { sessionId: session.id, atMs: 1 }, now)
  await notePosture(db, 'a', { sessionId: session.id, atMs: 2 }, now)
  await notePosture(db, 'b', { sessionId: 'another', atMs: 1 }, now)
  assert.equal(await noted(), 2)
  assert.equal((await server.request('DELETE', '/user/delete', { headers: { cookie } })).status, 200)
  assert.equal(await noted(), 1)
  await expireLiveness({ ...server, db }, now + 29 * 86_400_000)
  assert.equal(await noted(), 1)
  await expireLiveness({ ...server, db }, now + 31 * 86_400_000)
  assert.equal(await noted(), 0)
})

test('postures that are no longer to be kept are deleted, however many there are, and no other', async (t) => {
  const { storage } = await startServer(t)
  const { db } = storage
  const postures = Array.from({ length: 12_000 }, (_, at) => ({
    digest: `${at}`,
    session_id: 'one',
    at_ms: at,
    noted_at: at,
  }))
  for (let at = 0; at < postures.length; at += 1_000)
    await db
      .insertInto('posture_digest')
      .values(postures.slice(at, at + 1_000))
      .execute()
  await deletePosturesBefore(db, 11_990)
  const left = await db.selectFrom('posture_digest').select('noted_at').orderBy('noted_at').execute()
  assert.deepEqual(
    left.map(({ noted_at }) => noted_at),
    Array.from({ length: 10 }, (_, at) => 11_990 + at),
  )
})

test('the postures of a whole attempt are compared, however many frames came before', () => {
  const progress = openSession(challengeOf('turn_left'))
  const attempt = { begunAtMs: 0, framesBefore: progress.frames }
  assert.equal(comparesPosture(progress), false)
  assert.equal(comparesPosture({ ...progress, attempt, frames: { received: 599, used: 20, rejected: 0 } }), true)
})
