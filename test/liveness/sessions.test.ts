import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import { revokeApiKey } from '../../src/identity/revoke-key.ts'
import { DEFAULT_SCOPES, scopes as everyScope, type Scope } from '../../src/identity/scopes.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { beginBody } from '../http/raw.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'
import { obedient } from './cameras.ts'
import {
  beginAttempt,
  capture,
  failedSignals,
  openOwnSession,
  openSession,
  readSession,
  sendFrame,
} from './capture-client.ts'
import { subjectA } from './people.ts'

const turn = { actions: ['turn_left'] }

async function newKey(
  { storage, clock }: TestServer,
  scopes: readonly Scope[] = DEFAULT_SCOPES,
): Promise<{ id: string; key: string; headers: Record<string, string> }> {
  const made = await createApiKey({ db: storage.db, clock }, 'tests', { scopes })
  return { ...made, headers: { authorization: `Bearer ${made.key}` } }
}

test('a person opens a session, completes the steps, gets the verdict and nothing of how it was reached', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const opened = await server.request('POST', '/liveness/sessions', { headers: { cookie } })
  assert.equal(opened.status, 201)
  const { session_id: id, capture_token: token, ...rest } = opened.json.data
  assert.deepEqual(Object.keys(rest).sort(), ['capture_path', 'expires_at', 'state', 'stream_path'])
  assert.equal(rest.stream_path, `/liveness/sessions/${id}/stream`)
  assert.equal(rest.capture_path, `/capture#${id}.${token}`)
  assert.equal(Date.parse(rest.expires_at), server.clock.now() + 120_000)

  const session = { id, token, owner: { headers: { cookie } } }
  const waiting = await readSession(server, session)
  assert.deepEqual(waiting, {
    session_id: id,
    state: 'waiting',
    verdict: null,
    next_action: null,
    created_at: new Date(server.clock.now()).toISOString(),
    decided_at: null,
    expires_at: rest.expires_at,
  })
  const { last } = await capture(server, session, subjectA())
  assert.deepEqual(last.json.data, {
    state: 'decided',
    step: null,
    guidance: null,
    verdict: 'live',
    next_action: 'accept',
  })
  const decided = await readSession(server, session)
  assert.deepEqual(decided, {
    ...waiting,
    state: 'decided',
    verdict: 'live',
    next_action: 'accept',
    decided_at: new Date(server.clock.now()).toISOString(),
  })
})

test('a back end names subject and actions, and sees signals, steps, frames and pictures', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const session = await openSession(server, key, { subject: 'customer 7', actions: ['smile', 'turn_right'] })
  const { frames } = await capture(server, session, subjectA())
  const data = await readSession(server, session)
  assert.equal(data.verdict, 'live')
  assert.equal(data.subject, 'customer 7')
  assert.equal(data.policy, 'standard-2')
  assert.equal(data.assurance, 'active')
  assert.ok(data.score >= 0.5 && data.score <= 1)
  assert.deepEqual(
    data.signals.map(({ name, state, required }: Record<string, unknown>) => [name, state, required]),
    [
      ['challenge', 'passed', true],
      ['depth', 'passed', true],
      ['shading', 'passed', true],
      ['continuity', 'passed', true],
      ['freshness', 'passed', true],
      ['passive_pad', 'not_measured', false],
      ['quality', 'passed', true],
    ],
  )
  assert.deepEqual(
    data.steps.map(({ action, state }: Record<string, unknown>) => [action, state]),
    [
      ['look_straight', 'passed'],
      ['smile', 'passed'],
      ['turn_right', 'passed'],
    ],
  )
  for (const step of data.steps) assert.ok(Date.parse(step.shown_at) < Date.parse(step.answered_at))
  assert.deepEqual(data.frames, {
    received: frames,
    used: frames - data.frames.rejected,
    rejected: data.frames.rejected,
  })
  assert.deepEqual(
    data.images.map(({ kind }: { kind: string }) => kind),
    ['portrait', 'audit', 'audit'],
  )
  const image = await fetch(`${server.url}/liveness/sessions/${session.id}/images/${data.images[0].image_id}`, {
    headers,
  })
  assert.equal(image.status, 200)
  assert.equal(image.headers.get('content-type'), 'image/jpeg')
  const bytes = new Uint8Array(await image.arrayBuffer())
  assert.deepEqual([...bytes.slice(0, 3)], [0xff, 0xd8, 0xff])
})

test('while a session runs a back end sees the steps shown so far and none to come', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const session = await openSession(server, key, { actions: ['turn_left', 'smile'] })
  assert.deepEqual((await readSession(server, session)).steps, [])
  const camera = subjectA()
  await sendFrame(server, session, 0, await camera({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 }))
  const data = await readSession(server, session)
  assert.equal(data.state, 'running')
  assert.deepEqual(
    data.steps.map(({ action, state }: Record<string, unknown>) => [action, state]),
    [['look_straight', 'pending']],
  )
})

test('the same frame sent again gets the same response, before the end and after it', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const session = await openSession(server, key, turn)
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  const first = await sendFrame(server, session, 4, picture)
  assert.equal(first.status, 200)
  assert.deepEqual((await sendFrame(server, session, 4, picture)).json, first.json)
  assert.deepEqual((await sendFrame(server, session, 2, picture)).json, first.json)
  assert.equal((await readSession(server, session)).frames.received, 1)

  const ended = await openSession(server, key, turn)
  const { last, frames } = await capture(server, ended, subjectA(2))
  assert.deepEqual((await sendFrame(server, ended, frames - 1, picture)).json, last.json)
  const late = await sendFrame(server, ended, frames, picture)
  assert.equal(late.status, 409)
  assert.equal(late.json.error, 'session_over')
})

test('a step that is not completed in time is inconclusive, with a hint to the person', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  const idle = await capture(
    server,
    session,
    subjectA(1, () => ({})),
    { framesPerSecond: 5 },
  )
  assert.equal(idle.last.json.data.verdict, 'inconclusive')
  const data = await readSession(server, session)
  assert.equal(data.next_action, 'retry')
  assert.equal(data.hint, 'step_timeout')
})

test('poor light, no face or a face too far away are said as guidance, and are inconclusive, never a spoof', async (t) => {
  const server = await startServer(t, { LIVENESS_SESSION_SECONDS: '3' })
  const { key } = await newKey(server)
  for (const [poor, code] of [
    [{ brightness: 0.04 }, 'too_dark'],
    [{ faceSize: 0.12 }, 'too_far'],
    [{ centerX: 3 }, 'no_face'],
  ] as const) {
    const session = await openSession(server, key, turn)
    const camera = subjectA(1, obedient, poor)
    for (let frame = 0; frame < 10; frame++) {
      const atMs = frame * 200
      const picture = await camera({ shown: 'look_straight', sinceMs: atMs, atMs, frame })
      server.clock.advance(200)
      const { data } = (await sendFrame(server, session, frame, picture, atMs)).json
      assert.deepEqual([data.state, data.guidance.code, data.step.action], ['running', code, 'look_straight'])
      assert.equal(data.step.timeout_ms, 3_000 - atMs - 200, 'positioning has the time of the session')
    }
    server.clock.advance(1_000)
    const data = await readSession(server, session)
    assert.deepEqual([data.state, data.verdict, data.hint], ['expired', 'inconclusive', code])
  }
})

test('nobody else sees a session: not another account, not another session’s capture token, not an unknown or revoked key', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  const other = await signUp(server, { ...somebody, username: 'somebody else' })
  const otherToken = (await openOwnSession(server, other)).token
  const path = `/liveness/sessions/${session.id}`
  for (const method of ['GET', 'DELETE']) {
    assert.equal((await server.request(method, path, { headers: { cookie: other } })).status, 404)
    assert.equal((await server.request(method, path)).status, 401)
    const token = { authorization: `Bearer ${otherToken}` }
    assert.equal((await server.request(method, path, { headers: token })).status, 401)
  }
  const { id, headers } = await newKey(server, everyScope)
  assert.equal((await server.request('GET', path, { headers })).status, 200)
  await revokeApiKey({ db: server.storage.db, clock: server.clock }, id)
  assert.equal((await server.request('GET', path, { headers })).status, 401)
  const unknown = { authorization: `Bearer lk_${'x'.repeat(43)}`, cookie: session.owner.headers.cookie! }
  assert.equal((await server.request('GET', path, { headers: unknown })).status, 401)
})

test('a frame is not read before its token is known, and a session sends four at a time by request', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const session = await openSession(server, key)
  const begin = (headers: Record<string, string>): Socket =>
    beginBody(server.url, ['PUT', `/liveness/sessions/${session.id}/frames/0`], 100_000, headers)
  const stranger = begin({ 'content-type': 'image/jpeg' })
  assert.match(String(await once(stranger, 'data')), /^HTTP\/1\.1 401 /)
  const own = { 'content-type': 'image/jpeg', authorization: `Bearer ${session.token}` }
  const sockets = Array.from({ length: 5 }, () => begin(own))
  const refused = await Promise.race(sockets.map((socket) => once(socket, 'data')))
  assert.match(String(refused), /^HTTP\/1\.1 429 .*at most 4"/s)
  for (const socket of [stranger, ...sockets]) socket.destroy()
})

test('a capture token is good for its own session only', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const [one, two] = [await openSession(server, key, turn), await openSession(server, key, turn)]
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  for (const token of [two.token, 'x'.repeat(43), '', key]) {
    const answer = await sendFrame(server, { id: one.id, token }, 0, picture)
    assert.equal(answer.status, 401)
    assert.equal(answer.json.error, 'unauthorized')
  }
  assert.equal((await readSession(server, one)).state, 'waiting')
})

test('what a person may not choose is refused, and so is a challenge that shows nothing', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const { headers } = await newKey(server)
  const refused = [
    [{ cookie }, { subject: 'me' }, '/subject'],
    [{ cookie }, { actions: ['turn_left'] }, '/actions'],
    [{ cookie }, { steps: 2 }, '/steps'],
    [{ cookie }, { attestation: 'passed' }, '/attestation'],
    [{ cookie }, { step_seconds: 20 }, '/step_seconds'],
    [headers, { step_seconds: 4 }, '/step_seconds'],
    [headers, { step_seconds: 61 }, '/step_seconds'],
    [headers, { actions: ['smile'] }, '/actions'],
    [headers, { actions: ['turn_left', 'turn_left'] }, '/actions'],
    [headers, { actions: ['turn_left', 'dance'] }, '/actions/1'],
    [headers, { actions: ['turn_left'], steps: 3 }, '/steps'],
    [headers, { steps: 7 }, '/steps'],
    [headers, { steps: '3 or so' }, '/steps'],
    [headers, { subject: '' }, '/subject'],
    [{ cookie }, { avoid: ['turn_left', 'turn_right'] }, '/avoid'],
    [headers, { avoid: ['turn_left', 'look_up', 'blink', 'smile', 'open_mouth'] }, '/avoid'],
    [headers, { actions: ['turn_left', 'smile'], avoid: ['smile'] }, '/avoid'],
  ] as const
  for (const [who, request, path] of refused) {
    const answer = await server.request('POST', '/liveness/sessions', { json: request, headers: who })
    assert.equal(answer.status, 400, JSON.stringify(request))
    assert.equal(answer.json.error, 'invalid_request')
    assert.equal(answer.json.details[0].path, path)
  }
  assert.equal(
    (await server.request('POST', '/liveness/sessions', { json: { steps: 4 }, headers: { cookie } })).status,
    201,
  )
})

test('a back end gives a person more time for each movement, and the session as much more', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const asked = { actions: ['turn_left', 'smile'], step_seconds: 30 }
  const session = await openSession(server, key, asked)
  const { json } = await server.request('GET', `/liveness/sessions/${session.id}`, { headers })
  const lastsMs = Date.parse(json.data.expires_at) - Date.parse(json.data.created_at)
  assert.equal(lastsMs, (120 + 2 * 22) * 1000)
  const shown = await beginAttempt(server, session, subjectA())
  assert.ok(shown.json.data.step.timeout_ms > 29_000)
})

test('frames that are none are refused one by one, and the session goes on', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const session = await openSession(server, key, turn)
  const path = `/liveness/sessions/${session.id}/frames/0`
  const put = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    server.request('PUT', path, {
      body,
      headers: { authorization: `Bearer ${session.token}`, 'content-type': 'image/jpeg', ...headers },
    })
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  const cases = [
    [await put(new Uint8Array([1, 2, 3])), 400, 'bad_image'],
    [await put(picture.slice(0, 900)), 400, 'bad_image'],
    [await put(new Uint8Array(512 * 1024 + 1)), 413, 'too_large'],
    [await put(picture, { 'content-type': 'image/png' }), 415, 'unsupported_media_type'],
    [await put(picture, { 'x-captured-at': 'noon' }), 400, 'invalid_request'],
    [
      await server.request('PUT', path.replace(/0$/, '-1'), { headers: { authorization: `Bearer ${session.token}` } }),
      400,
      'invalid_request',
    ],
  ] as const
  for (const [answer, status, error] of cases) {
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.json.error, error)
  }
  assert.equal((await put(picture)).status, 200)
})

test('sessions are listed newest first, a page at a time, each person their own', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const made: string[] = []
  for (let count = 0; count < 5; count++) {
    made.unshift((await openOwnSession(server, cookie)).id)
    server.clock.advance(count === 2 ? 0 : 1000)
  }
  await openOwnSession(server, await signUp(server, { ...somebody, username: 'somebody else' }))
  const page = async (query: string) =>
    (await server.request('GET', `/liveness/sessions${query}`, { headers: { cookie } })).json.data.map(
      ({ session_id }: { session_id: string }) => session_id,
    )
  const first = await page('?limit=2')
  const second = await page(`?limit=2&before=${first[1]}`)
  const third = await page(`?limit=2&before=${second[1]}`)
  assert.deepEqual([...first, ...second, ...third].sort(), [...made].sort())
  assert.equal(first[0], made[0])
  assert.deepEqual((await page('')).sort(), [...made].sort())
  const { headers } = await newKey(server, everyScope)
  assert.equal((await server.request('GET', '/liveness/sessions', { headers })).json.data.length, 6)
})

test('a session past its time is expired, with no verdict but inconclusive, and takes no more frames', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  server.clock.advance(120_000)
  const data = await readSession(server, session)
  assert.equal(data.state, 'expired')
  assert.equal(data.verdict, 'inconclusive')
  assert.equal(data.next_action, 'retry')
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  assert.equal((await sendFrame(server, session, 0, picture)).json.error, 'session_over')
})

test('a frame of a session that is over is refused before it is read', async (t) => {
  const server = await startServer(t)
  const session = await openOwnSession(server)
  await server.request('DELETE', `/liveness/sessions/${session.id}`, session.owner)
  const headers = { 'content-type': 'image/jpeg', authorization: `Bearer ${session.token}` }
  const socket = beginBody(server.url, ['PUT', `/liveness/sessions/${session.id}/frames/1`], 500_000, headers)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  assert.match(String(answer), /^HTTP\/1\.1 409 [\s\S]*session_over/)
})

test('a deleted session is cancelled, its evidence gone and its verdict kept', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const open = await openSession(server, key, turn)
  const cancelled = await server.request('DELETE', `/liveness/sessions/${open.id}`, { headers })
  assert.equal(cancelled.json.data.state, 'cancelled')
  assert.equal(cancelled.json.data.verdict, null)

  const done = await openSession(server, key, turn)
  await capture(server, done, subjectA())
  assert.ok((await readSession(server, done)).images.length > 0)
  const erased = await server.request('DELETE', `/liveness/sessions/${done.id}`, { headers })
  assert.equal(erased.json.data.verdict, 'live')
  assert.deepEqual(erased.json.data.images, [])
  for (const table of ['liveness_image', 'liveness_observation'] as const)
    assert.deepEqual(await server.storage.db.selectFrom(table).selectAll().execute(), [])
})

test('after so many verdicts in ten minutes that were not live, account or subject has to wait', async (t) => {
  const server = await startServer(t, { LIVENESS_STEP_SECONDS: '1', LIVENESS_FAILURES_MAX: '2' })
  const { key, headers } = await newKey(server)
  for (let attempt = 0; attempt < 2; attempt++) {
    const session = await openSession(server, key, { subject: 'impatient', ...turn })
    const { last } = await capture(
      server,
      session,
      subjectA(attempt, () => ({})),
      { framesPerSecond: 5 },
    )
    assert.equal(last.json.data.verdict, 'inconclusive')
  }
  const again = (subject: string) => server.request('POST', '/liveness/sessions', { json: { subject }, headers })
  const refused = await again('impatient')
  assert.equal(refused.status, 429)
  assert.equal(refused.json.error, 'too_many_requests')
  const waitSeconds = Number(refused.headers.get('retry-after'))
  assert.ok(waitSeconds > 500 && waitSeconds <= 600, String(waitSeconds))
  assert.equal((await again('another')).status, 201)
  server.clock.advance(waitSeconds * 1000)
  assert.equal((await again('impatient')).status, 201)
})

test('attempts abandoned half-way count as failures: nobody draws again until the challenge suits', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const open = () => openSession(server, key, { subject: 'chooser', ...turn })
  for (let attempt = 0; attempt < 5; attempt++) {
    const session = await open()
    assert.equal((await beginAttempt(server, session, subjectA())).status, 200)
    if (attempt < 3) await server.request('DELETE', `/liveness/sessions/${session.id}`, { headers })
  }
  assert.equal((await beginAttempt(server, await open(), subjectA())).status, 429)
})

test('who only finds light and distance made no attempt, however often', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '1', LIVENESS_SESSION_SECONDS: '2' })
  const { key } = await newKey(server)
  for (let session = 0; session < 3; session++) {
    const opened = await openSession(server, key, { subject: 'in the dark', ...turn })
    const picture = await subjectA(session, obedient, { brightness: 0.04 })({
      ...{ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 },
    })
    assert.equal((await sendFrame(server, opened, 0, picture)).status, 200)
    server.clock.advance(2_000)
    assert.equal((await readSession(server, opened)).state, 'expired')
  }
})

test('of many sessions opened at once 20 may wait, and of attempts begun at once no more than may fail are admitted', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const create = () => server.request('POST', '/liveness/sessions', { cookie })
  const answers = await Promise.all(Array.from({ length: 30 }, create))
  const opened = answers.filter(({ status }) => status === 201).map(({ json }) => json.data)
  assert.equal(opened.length, 20)
  assert.equal((await create()).status, 429)
  const begun = await Promise.all(
    opened
      .slice(0, 8)
      .map(({ session_id: id, capture_token: token }) =>
        beginAttempt(server, { id, token, owner: { headers: { cookie } } }, subjectA()),
      ),
  )
  assert.equal(begun.filter(({ status }) => status === 200).length, 5)
  assert.equal(begun.filter(({ status }) => status === 429).length, 3)
})

test('subjects of one name are each their own back end’s', async (t) => {
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '1' })
  const [one, another] = [await newKey(server), await newKey(server)]
  const session = await openSession(server, one.key, { subject: 'customer-1', ...turn })
  await beginAttempt(server, session, subjectA())
  await server.request('DELETE', `/liveness/sessions/${session.id}`, { headers: one.headers })
  const again = (headers: Record<string, string>) =>
    server.request('POST', '/liveness/sessions', { json: { subject: 'customer-1' }, headers })
  assert.equal((await again(one.headers)).status, 429)
  assert.equal((await again(another.headers)).status, 201)
})

test('two frames that are under way at once are both measured, and neither counts as sent before', async (t) => {
  const server = await startServer(t)
  const { key } = await newKey(server)
  const session = await openSession(server, key, turn)
  const camera = subjectA()
  let shown: StepAction | null = 'look_straight'
  let shownAtMs = 0
  for (let frame = 0; frame < 200; frame += 2) {
    const pair = [frame, frame + 1].map(async (each) => {
      const picture = await camera({ shown, sinceMs: each * 100 - shownAtMs, atMs: each * 100, frame: each })
      return sendFrame(server, session, each, picture)
    })
    server.clock.advance(200)
    const data = (await Promise.all(pair)).map(({ json }) => json.data).find((each) => each?.state === 'decided')
    if (data) break
    const now: { step: { action: StepAction } | null } = (
      await sendFrame(server, session, frame + 1, await camera({ shown, sinceMs: 0, atMs: 0, frame }))
    ).json.data
    const asked: StepAction | null = now.step?.action ?? null
    if (asked !== shown) [shown, shownAtMs] = [asked, (frame + 1) * 100]
  }
  assert.equal((await readSession(server, session)).verdict, 'live')
})

test('a number beyond all numbers is refused as any other out of its range', async (t) => {
  const server = await startServer(t)
  const { key, headers } = await newKey(server)
  const { id, token } = await openSession(server, key)
  const captureHeaders = { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg' }
  for (const number of ['1e999', '-1e999', '9'.repeat(310)]) {
    const listed = await server.request('GET', `/liveness/sessions?limit=${number}`, { headers })
    assert.deepEqual([listed.status, listed.json.details[0].path], [400, '/limit'])
    const opened = await server.request('POST', '/liveness/sessions', { json: { steps: number }, headers })
    assert.deepEqual([opened.status, opened.json.details[0].path], [400, '/steps'])
  }
  const path = `/liveness/sessions/${id}/frames/1e999`
  const sent = await server.request('PUT', path, { body: new Uint8Array(9), headers: captureHeaders })
  assert.deepEqual([sent.status, sent.json.details[0].path], [400, '/sequence'])
})

test('ids and subjects that no database stores are refused', async (t) => {
  const server = await startServer(t)
  const { headers } = await newKey(server)
  const nul = await server.request('POST', '/liveness/sessions', { json: { subject: 'a\u0000b' }, headers })
  assert.equal(nul.json.details[0].path, '/subject')
  for (const path of ['/liveness/sessions/a%00b', '/liveness/sessions?before=a%00b'])
    assert.equal((await server.request('GET', path, { headers })).json.error, 'invalid_request', path)
})

test('a face that the presentation-attack models doubt is a spoof, and the person does not learn why', async (t) => {
  const { doubting } = await import('./doubting-engine.ts')
  const server = await startServer(t, {}, doubting)
  const { key } = await newKey(server)
  const session = await openSession(server, key, turn)
  const { last } = await capture(server, session, subjectA())
  assert.deepEqual(last.json.data, {
    state: 'decided',
    step: null,
    guidance: null,
    verdict: 'spoof',
    next_action: 'reject',
  })
  const data = await readSession(server, session)
  assert.deepEqual(failedSignals(data), ['passive_pad'])
  assert.equal(data.assurance, 'reduced+passive', 'a single turn was asked for')
  assert.deepEqual(data.models, await doubting.presentationAttackModels())
})
