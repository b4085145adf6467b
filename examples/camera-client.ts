/**
 * Plays folders of pictures as a camera and goes through one liveness session, printing the conversation:
 *
 *   LIVENESS_API_KEY=lk_… node examples/camera-client.ts <folder> [address]
 *
 * <folder> holds look_straight/ and a folder for each action that may come (turn_left/, blink/, …; turn_left-2/
 * for a second time), each with JPEGs in the order of their names, taken at 10 frames a second. No picture is ever
 * sent twice: a camera does not give the same one again, and the server knows it. Needs nothing but Node 22 or
 * newer. Exits with 0 when the verdict is live.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const FRAMES_PER_SECOND = 10
const { positionals } = parseArgs({ allowPositionals: true })
const [folder, address = 'http://127.0.0.1:8080'] = positionals
const apiKey = process.env.LIVENESS_API_KEY
if (folder === undefined || apiKey === undefined) {
  console.error('usage: LIVENESS_API_KEY=lk_… node examples/camera-client.ts <folder> [address]')
  process.exit(2)
}

const session = await openSession(apiKey)
const stream = new WebSocket(`${address.replace('http', 'ws')}${session.stream_path}`, [
  'liveness.v1',
  `token.${session.capture_token}`,
])
const atRest = takes('look_straight').flatMap(pictures)
let playing: Uint8Array[] = []
let sequence = 0
let verdict = ''
const played: Record<string, number> = {}

stream.addEventListener('open', () => {
  const camera = { label: `the folder ${folder}`, width: 400, height: 300, frame_rate: FRAMES_PER_SECOND }
  say('→', { type: 'hello', camera })
  stream.send(JSON.stringify({ type: 'hello', camera }))
})
stream.addEventListener('message', ({ data }) => {
  const message = JSON.parse(data)
  say('←', message)
  if (message.type === 'step' && message.action !== 'look_straight') playing = nextTake(message.action)
  if (message.type === 'step_done') playing = []
  if (message.type === 'result') verdict = message.verdict
})
stream.addEventListener('error', () => fail(`No stream at ${address}: is the session taken, or the server gone?`))

const camera = setInterval(() => {
  if (stream.readyState !== stream.OPEN) return
  const picture = playing.shift() ?? atRest.shift()
  if (picture === undefined) fail('The folder has no more pictures of a face at rest.')
  stream.send(frame(sequence++, performance.now(), picture))
}, 1000 / FRAMES_PER_SECOND)

stream.addEventListener('close', ({ code }) => {
  clearInterval(camera)
  console.log(`closed with ${code} after ${sequence} frames`)
  process.exit(verdict === 'live' ? 0 : 1)
})

async function openSession(key: string): Promise<{ stream_path: string; capture_token: string }> {
  const response = await fetch(`${address}/liveness/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'example' }),
  })
  const answer = (await response.json()) as {
    message: string
    data: { session_id: string; stream_path: string; capture_token: string }
  }
  if (response.status !== 201) fail(`No session: ${answer.message}`)
  console.log(`session ${answer.data.session_id}`)
  return answer.data
}

/** Four bytes of sequence, eight of capture time, then the JPEG. */
function frame(number: number, capturedAtMs: number, picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(12 + picture.length)
  const header = new DataView(message.buffer)
  header.setUint32(0, number)
  header.setFloat64(4, capturedAtMs)
  message.set(picture, 12)
  return message
}

function takes(action: string): string[] {
  return readdirSync(folder!)
    .filter((name) => name === action || name.startsWith(`${action}-`))
    .sort()
}

function pictures(take: string): Uint8Array[] {
  const files = readdirSync(join(folder!, take)).filter((name) => name.endsWith('.jpg'))
  return files.sort().map((name) => new Uint8Array(readFileSync(join(folder!, take, name))))
}

function nextTake(action: string): Uint8Array[] {
  played[action] = (played[action] ?? 0) + 1
  const take = takes(action)[played[action] - 1]
  if (take === undefined) fail(`The folder has no ${action} that was not played yet.`)
  return pictures(take)
}

function say(direction: string, message: object): void {
  console.log(`${(performance.now() / 1000).toFixed(2).padStart(6)} s ${direction} ${JSON.stringify(message)}`)
}

function fail(reason: string): never {
  console.error(reason)
  process.exit(1)
}
