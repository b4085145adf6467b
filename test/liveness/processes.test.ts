import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApiKey } from '../../src/identity/create-key.ts'
import { sweep } from '../../src/operations/sweep.ts'
import { cli, jsonLines } from '../commands/cli.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, startServer, type TestServer } from '../server.ts'
import { type Camera, openSession, readSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { openStream } from './web-socket.ts'

/** Two processes on one database, and a key for both. */
async function twoProcesses(t: TestContext) {
  // Each frame is measured four times here: a busy machine needs several tries at a movement.
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEP_SECONDS: '40' }
  const processes = [await startProcess(t, environment), await startProcess(t, environment)] as const
  const made = await cli(environment, ['key', 'create', 'tests', '--json'])
  return { environment, processes, headers: { authorization: `Bearer ${JSON.parse(made.out).key}` } }
}

async function open(url: string, headers: Record<string, string>) {
  const { json } = await request(url, 'POST', '/liveness/sessions', { json: { actions: ['turn_left'] }, headers })
  return { id: json.data.session_id, token: json.data.capture_token }
}

const at = ({ url }: { url: string }) => ({
  request: (...words: Parameters<TestServer['request']>) => request(url, ...words),
})

/** What a client knows of the step shown, kept across answers. */
function director(camera: Camera) {
  const state = { shown: 'look_straight' as Parameters<Camera>[0]['shown'], since: 0 }
  return {
    take: (atMs: number, frame: number) => camera({ shown: state.shown, sinceMs: atMs - state.since, atMs, frame }),
    hear(action: typeof state.shown, atMs: number) {
      if (action !== state.shown) Object.assign(state, { shown: action, since: atMs })
    },
  }
}

test('any process may take the next frame, and there is one verdict, however many take the last frame', async (t) => {
  const { environment, processes, headers } = await twoProcesses(t)
  const session = await open(processes[0].url, headers)
  const { take, hear } = director(subjectA())
  const begun = Date.now()
  let state = 'waiting'
  for (let frame = 0; frame < 200 && state !== 'decided'; frame++) {
    const atMs = Date.now() - begun
    const picture = await take(atMs, frame)
    // Each frame goes to both at once, twice: every one is a race.
    const answers = await Promise.all(
      [...processes, ...processes].map((one) => sendFrame(at(one), session, frame, picture.slice(), atMs)),
    )
    for (const { status, text } of answers) assert.equal(status, 200, text)
    assert.equal(new Set(answers.map(({ text }) => text.replace(/"timeout_ms":\d+/, ''))).size, 1)
    state = answers[0]!.json.data.state
    hear(answers[0]!.json.data.step?.action ?? null, Date.now() - begun)
    // Ten rounds a second: two frames each time leave both processes below their limit of 30 a second.
    await sleep(Math.max(0, atMs + 100 - (Date.now() - begun)))
  }
  const { data } = (await request(processes[1].url, 'GET', `/liveness/sessions/${session.id}`, { headers })).json
  assert.equal(data.verdict, 'live', JSON.stringify(data))
  const audit = jsonLines((await cli(environment, ['audit', '--json'])).out)
  assert.equal(audit.filter(({ event }) => event === 'liveness_session_decided').length, 1)
  const again = jsonLines((await cli(environment, ['rescore', session.id, '--json'])).out)[0]
  assert.deepEqual([again?.verdict, again?.score], [data.verdict, data.score])

  const taken = await open(processes[0].url, headers)
  const first = await openStream(processes[0], taken)
  await first.next('step')
  await sleep(3_100)
  const second = await openStream(processes[1], taken)
  await second.next('step')
  first.frame(0, await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 }))
  assert.equal(await first.closed, 4409)
})

test('sweeps that run at once expire a session once', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  server.clock.advance(120_001)
  await Promise.all([1, 2, 3].map(() => sweep({ ...server, ...server.storage })))
  assert.equal((await readSession(server, session)).state, 'expired')
  const audit = server.storage.db.selectFrom('audit').selectAll().where('event', '=', 'liveness_session_expired')
  assert.equal((await audit.execute()).length, 1)
})

test('a process killed in the middle loses no session: the client goes on with another', async (t) => {
  const { processes, headers } = await twoProcesses(t)
  const [one, two] = processes
  const session = await open(one.url, headers)
  const { take, hear } = director(subjectA())
  const begun = Date.now()
  const stream = await openStream(one, session)
  await stream.next('step')
  const done = stream.next('step_done')
  let finished = false
  void done.then(() => {
    finished = true
  })
  let sequence = 0
  for (; !finished; sequence++) {
    stream.frame(sequence, await take(Date.now() - begun, sequence), Date.now() - begun)
    await sleep(60)
  }
  hear(null, Date.now() - begun)
  await one.stop('SIGKILL')

  await sleep(3_100)
  const again = await openStream(two, session)
  const ended = again.next('result')
  let result: { verdict: string } | undefined
  void ended.then((message) => {
    result = message
  })
  for (; !result && sequence < 500; sequence++) {
    const told = again.messages.findLast(({ type }) => type === 'step' || type === 'step_done')
    hear(told?.type === 'step' ? told.action : null, Date.now() - begun)
    again.frame(sequence, await take(Date.now() - begun, sequence), Date.now() - begun)
    await sleep(60)
  }
  assert.equal(result?.verdict, 'live')
  const read = await request(two.url, 'GET', `/liveness/sessions/${session.id}`, { headers })
  assert.ok(read.json.data.frames.received > 15)
})
