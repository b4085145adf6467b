import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/identity/create-key.ts'
import type { Action, StepAction } from '../../src/liveness/decision/challenge.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { actionAt, type Progress } from '../../src/liveness/decision/progress.ts'
import type { StepRequest } from '../../src/liveness/decision/step-request.ts'
import { REQUESTS_MAX } from '../../src/liveness/frames/client-texts.ts'
import { startServer } from '../server.ts'
import { lookedAt } from './act.ts'
import { openSession, sendFrame } from './capture-client.ts'
import { seededRandom } from './measured-person.ts'
import { subjectA } from './people.ts'
import { type Camera, challengeOf, honest, play } from './play.ts'
import { openStream } from './web-socket.ts'

const random = seededRandom(21)
const obeys = honest({ random })
const spares: readonly Action[] = ['open_mouth', 'look_up', 'turn_right', 'smile']
const challenge = { ...challengeOf('turn_left', 'smile', 'blink'), spares }

/** Does as asked, but for what this person can't do; there the head stays at rest. */
const without =
  (...unable: StepAction[]): Camera =>
  (now) =>
    obeys(now.shown && unable.includes(now.shown) ? { ...now, shown: null } : now)

/** Asks at each movement shown that this person can't do, half a second after its prompt. */
const saying =
  (type: StepRequest['type'], ...actions: StepAction[]) =>
  (frame: Frame, { step, asked }: Progress): Frame => {
    const shown = step && step.index > 0 && step.shownAtMs !== null && !step.completed ? step : null
    const asks = shown && !shown.moreTime && actions.includes(actionAt({ asked }, shown.index))
    return asks && frame.receivedAtMs - shown.shownAtMs! >= 500
      ? { ...frame, request: { type, index: shown.index } }
      : frame
  }

test('who can’t do a movement says so, is asked another, and passes with the missed step still forgiven', () => {
  const played = play({ challenge, camera: without('smile'), alter: saying('cannot', 'smile'), beginTimeoutMs: 4_000 })
  assert.equal(played.decision.verdict, 'live')
  assert.deepEqual(
    played.progress.asked.map(({ action }) => action),
    ['look_straight', 'turn_left', 'open_mouth', 'blink'],
  )
  assert.equal(played.progress.asked[2]?.insteadOf, 'smile')
  assert.equal(played.progress.forgiven, false)
})

test('a turn is exchanged for a turn, in all the steps that ask for it', () => {
  const twice = { ...challengeOf('turn_left', 'smile', 'turn_left'), spares }
  const played = play({ challenge: twice, camera: without('turn_left'), alter: saying('cannot', 'turn_left') })
  assert.equal(played.decision.verdict, 'live')
  assert.deepEqual(
    played.progress.asked.map(({ action }) => action),
    ['look_straight', 'turn_right', 'smile', 'turn_right'],
  )
  assert.deepEqual(played.progress.unable, ['turn_left'])
})

test('movements are exchanged twice at most, and never into a challenge without a turn', () => {
  const all = play({
    challenge,
    camera: without('turn_left', 'turn_right'),
    alter: saying('cannot', 'turn_left', 'turn_right'),
  })
  assert.deepEqual(all.progress.unable, ['turn_left'], 'no other turn is left')
  assert.notEqual(all.decision.verdict, 'live')
  const thrice = play({
    challenge,
    camera: without('smile', 'open_mouth', 'blink'),
    alter: saying('cannot', 'smile', 'open_mouth', 'blink'),
  })
  assert.equal(thrice.progress.unable.length, 2)
})

test('who asks for more time has twice as much, once a step, and may begin later', () => {
  const late: Camera = (now) =>
    obeys(now.sinceMs < 5_500 ? { ...now, shown: null } : { ...now, sinceMs: now.sinceMs - 5_500 })
  const limits = { challenge, camera: late, beginTimeoutMs: 4_000 }
  assert.equal(play(limits).progress.ended, 'step_timeout')
  const all = ['turn_left', 'smile', 'blink'] as const
  const { decision, progress, tells } = play({ ...limits, alter: saying('more_time', ...all) })
  assert.equal(decision.verdict, 'live')
  assert.equal(progress.forgiven, false)
  const longest = Math.max(...tells.map((tell) => (tell.type === 'step' ? tell.timeoutMs : 0)))
  assert.ok(longest > 15_000, 'the step is told anew with the time that is left')
})

test('a request for a step that is not shown changes nothing', () => {
  const alter = (frame: Frame): Frame => ({ ...frame, request: { type: 'cannot', index: 3 } })
  const { progress } = play({ challenge, camera: obeys, alter, seconds: 3 })
  assert.deepEqual(progress.unable, [])
})

test('by requests of their own frames take the person’s requests along, and what can’t be granted is said', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const session = await openSession(server, key, { actions: ['turn_left', 'smile'] })
  const camera = subjectA(8)
  let shown: string = 'look_straight'
  const send = async (frame: number, query = '') => {
    server.clock.advance(150)
    const picture = await camera({ shown: 'look_straight', sinceMs: frame * 150, atMs: frame * 150, frame })
    const { status, json } = await sendFrame(server, session, frame, picture, frame * 150, query)
    if (status === 200) shown = json.data.step?.action ?? ''
    return { status, json }
  }
  let frame = 0
  const sendUntil = async (action: Action) => {
    while (shown !== action && frame < 60) await send(frame++)
    assert.equal(shown, action)
  }
  await sendUntil('turn_left')
  const early = await send(frame++, '?cannot=2')
  assert.equal(early.status, 400)
  assert.deepEqual(early.json.details, [{ path: '/cannot', problem: 'That movement is not shown now' }])
  const endsAt = async () => {
    const { json } = await server.request('GET', `/liveness/sessions/${session.id}`, { headers: session.owner.headers })
    return Date.parse(json.data.expires_at)
  }
  const before = await endsAt()
  const more = await send(frame++, '?more_time=1')
  assert.equal((await endsAt()) - before, 8_000, 'the session ends as much later')
  assert.ok(more.json.data.step.timeout_ms > 14_000)
  assert.equal((await send(frame++, '?more_time=1')).status, 400)
  assert.equal((await send(frame++, '?cannot=1')).status, 200)
  await sendUntil('turn_right')
})

test('over a stream the person’s requests are granted or refused, and the stream goes on', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const session = await openSession(server, key, { actions: ['turn_left', 'smile'] })
  const stream = await openStream(server, session)
  await stream.next('step')
  const camera = subjectA(9)
  let frame = 0
  const cannot = () => stream.sendText(JSON.stringify({ type: 'cannot', index: 1 }))
  const sendOne = async () => {
    server.clock.advance(150)
    stream.frame(frame, await camera({ shown: 'look_straight', sinceMs: frame * 150, atMs: frame * 150, frame }))
  }
  const send = async () => {
    await sendOne()
    await lookedAt(server, session, frame++)
  }
  cannot()
  await sendOne()
  frame++
  const refused = await stream.next('error')
  assert.equal(refused.error, 'invalid_request')
  assert.equal(refused.message, 'That movement is not shown now')
  const isShown = (action: Action) => stream.messages.some((message) => message.action === action)
  while (!isShown('turn_left') && frame < 40) await send()
  cannot()
  while (!isShown('turn_right') && frame < 60) await send()
  const replaced = stream.messages.find(({ action }) => action === 'turn_right')
  assert.equal(replaced?.instead_of, 'turn_left')
  assert.equal(replaced?.index, 1)
})

test('a stream that asks for more than twenty things is closed', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'shop')
  const stream = await openStream(server, await openSession(server, key, { actions: ['turn_left', 'smile'] }))
  await stream.next('step')
  for (let count = 0; count <= REQUESTS_MAX; count++) stream.sendText('{"type":"more_time","index":1}')
  assert.equal(await stream.closed, 4400)
})
