import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, startServer } from '../server.ts'
import { obedient } from './cameras.ts'
import { type Camera, capture, openOwnSession, sendFrame } from './capture-client.ts'
import { subjectA } from './people.ts'
import { recording } from './recorded-session.ts'
import { openStream, tryUpgrade } from './web-socket.ts'

/** All that a person or a capture client may ever be told, and nothing about how a verdict came to be. */
const tellable = new Set([
  ...['status_code', 'message', 'error', 'details', 'path', 'problem', 'data'],
  ...['session_id', 'capture_token', 'stream_path', 'capture_path', 'created_at', 'decided_at', 'expires_at'],
  ...['state', 'verdict', 'next_action', 'hint', 'step', 'guidance', 'code', 'receipt'],
  ...['type', 'index', 'count', 'action', 'prompt', 'timeout_ms', 'instead_of', 'progress'],
  ...['frames_per_second', 'seconds'],
])
/** The only numbers among them; `progress` is how far a person sees themselves move. */
const numbers = new Set(['status_code', 'index', 'count', 'timeout_ms', 'frames_per_second', 'seconds', 'progress'])
const hints =
  /^(no_face|many_faces|too_far|too_close|too_high|too_low|too_left|too_right|too_dark|too_bright|blurred|hold_still|turn_more|smile_more|open_more|blink_now|slower|other_way|begin|line_too_slow|camera_paused|left_the_picture|step_timeout|unclear)$/

function walk(value: unknown, name: string): void {
  if (Array.isArray(value)) for (const entry of value) walk(entry, name)
  else if (typeof value === 'object' && value !== null)
    for (const [key, entry] of Object.entries(value)) {
      assert.ok(tellable.has(key), `"${key}" is told`)
      walk(entry, key)
    }
  else if (typeof value === 'number') assert.ok(numbers.has(name), `the number "${name}" is told`)
  else if (typeof value === 'string') {
    const text = name === 'receipt' ? Buffer.from(value.split('.')[1]!, 'base64url').toString() : value
    assert.doesNotMatch(text, /depth|continuity|freshness|passive|challenge|score|threshold|homograph|cosine/i)
    if (name === 'hint') assert.match(value, hints)
  }
}

test('no field that a person or a capture client ever receives tells a score, a threshold or a defence', async (t) => {
  // Two spoofs are more than one account may have in a while.
  const server = await startServer(t, { LIVENESS_FAILURES_MAX: '100' })
  const cookie = await signUp(server)
  const received: unknown[] = []
  const hear = async (answer: Promise<{ text: string; status: number }>) =>
    received.push(JSON.parse((await answer).text))

  await hear(server.request('POST', '/liveness/sessions', { json: { steps: 0 }, headers: { cookie } }))
  // One who does as asked; one whose photo does; one with a picture of the first one's session; one who does nothing.
  const photo = (now: Parameters<typeof obedient>[0]) => ({
    photo: { yawDegrees: (obedient(now).yawDegrees ?? 0) * 1.05, pitchDegrees: 0 },
  })
  const { camera: first, recorded } = recording(subjectA(1))
  const replaying = (camera: Camera): Camera => {
    return (now) => (now.frame === 4 ? Promise.resolve(recorded[4]!.slice()) : camera(now))
  }
  for (const camera of [first, subjectA(2, photo), replaying(subjectA(3)), subjectA(4, () => ({}))]) {
    const session = await openOwnSession(server, cookie)
    const { answers, frames } = await capture(server, session, camera)
    for (const { json } of answers) received.push(json)
    const picture = await camera({ shown: null, sinceMs: 0, atMs: 0, frame: 900 })
    await hear(sendFrame(server, session, frames + 1, picture))
    await hear(server.request('GET', `/liveness/sessions/${session.id}`, { headers: { cookie } }))
    await hear(server.request('GET', `/liveness/sessions/${session.id}/images/any`, { headers: { cookie } }))
    received.push(
      await tryUpgrade(server, session.id, `liveness.v1, token.${session.token}`).then(({ error }) => ({ error })),
    )
  }
  await hear(server.request('GET', '/liveness/sessions', { headers: { cookie } }))
  const streamed = await openOwnSession(server, cookie)
  const stream = await openStream(server, streamed)
  await stream.next('step')
  stream.frame(0, await subjectA(5)({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 }))
  await stream.next('guidance')
  stream.frame(0, new Uint8Array(3))
  await stream.next('error')
  await hear(server.request('DELETE', `/liveness/sessions/${streamed.id}`, { headers: { cookie } }))
  stream.frame(1, await subjectA(5)({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 1 }))
  await stream.closed
  received.push(...stream.messages)

  const verdicts = JSON.stringify(received).match(/"verdict":"\w+"/g) ?? []
  assert.deepEqual(new Set(verdicts), new Set(['"verdict":"live"', '"verdict":"spoof"', '"verdict":"inconclusive"']))
  for (const message of received) walk(message, '')
})
