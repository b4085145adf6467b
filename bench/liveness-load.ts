import { drawSubject } from '../examples/drawn-subject.ts'
import { answer } from '../test/liveness/play.ts'
import { openStream } from '../test/liveness/web-socket.ts'

export const FRAMES_PER_SECOND = 10
const TAKE_MS = 2_500
type Takes = Readonly<Record<string, readonly Uint8Array[]>>

/** 640×480 pictures of one person at rest and at each action, as a camera takes them at 10 frames a second. */
export async function drawTakes(): Promise<Takes> {
  const takes: Record<string, Uint8Array[]> = {}
  for (const action of [
    'look_straight',
    'turn_left',
    'turn_right',
    'look_up',
    'blink',
    'smile',
    'open_mouth',
  ] as const) {
    const count = (action === 'look_straight' ? 2 : 1) * ((TAKE_MS * FRAMES_PER_SECOND) / 1000)
    takes[action] = []
    for (let frame = 0; frame < count; frame++) {
      const { jaw = 0, ...posture } = answer(action, (frame * 1000) / FRAMES_PER_SECOND)
      const centerX = 0.5 + 0.004 * Math.sin(frame / 4)
      takes[action].push(
        await drawSubject({ ...posture, mouthOpening: jaw, centerX, furnished: true, noise: 3, seed: frame }),
      )
    }
  }
  return takes
}

/**
 * The same picture with pixels that were never seen: of its first quantization table (ITU T.81, B.2.4.1) the entries of
 * fine detail are made larger or smaller by one, at random.
 */
function neverSeen(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(picture)
  let at = 2
  while (bytes[at + 1] !== 0xdb) at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!
  const table = bytes.subarray(at + 5, at + 5 + 64)
  const changes = crypto.getRandomValues(new Uint8Array(64))
  for (let entry = 30; entry < 64; entry++)
    table[entry] = Math.min(255, Math.max(1, table[entry]! + (changes[entry]! % 3) - 1))
  return bytes
}

export interface Ran {
  readonly id: string
  readonly verdict: string
  /** From sending the frame that decided to the result, ms. */
  readonly resultMs: number
  readonly sessionMs: number
  /** From opening the session to its first movement, ms; the whole session where none was shown. */
  readonly positioningMs: number
  readonly frames: number
}

/** Opens a session and goes through it in real time, at the rate that the server asks for. */
export async function runSession(
  url: string,
  streamUrl: string,
  headers: Record<string, string>,
  takes: Takes,
  decidedBy: (sessionId: string) => Promise<number>,
  actions?: readonly string[],
): Promise<Ran> {
  const response = await fetch(`${url}/liveness/sessions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(actions ? { actions } : {}),
  })
  const { data } = (await response.json()) as { data: { session_id: string; capture_token: string } }
  const begun = performance.now()
  const stream = await openStream({ url: streamUrl }, { id: data.session_id, token: data.capture_token })
  let [playing, since] = ['look_straight', begun]
  const sentAt: number[] = []
  let [heard, framesPerSecond, positioningMs] = [0, FRAMES_PER_SECOND, 0]
  let camera: NodeJS.Timeout
  const takePicture = () => {
    camera = setTimeout(takePicture, 1000 / framesPerSecond)
    for (; heard < stream.messages.length; heard++) {
      const message = stream.messages[heard]
      if (message.type === 'pace') framesPerSecond = Math.min(FRAMES_PER_SECOND, message.frames_per_second)
      if (message.type === 'step' && message.index === 1) positioningMs ||= performance.now() - begun
      if (message.type === 'step') [playing, since] = [message.action, performance.now()]
      if (message.type === 'step_done') [playing, since] = ['look_straight', performance.now()]
    }
    const take = takes[playing]!
    const index = Math.floor(((performance.now() - since) * FRAMES_PER_SECOND) / 1000)
    const rest = takes.look_straight!
    const picture = index < take.length ? take[index]! : rest[index % rest.length]!
    stream.frame(sentAt.length, neverSeen(picture), performance.now())
    sentAt.push(performance.now())
  }
  takePicture()
  const { verdict } = await Promise.race([
    stream.next('result'),
    stream.closed.then((code) => ({ verdict: `closed ${code}` })),
  ])
  const now = performance.now()
  clearTimeout(camera!)
  stream.close()
  const resultMs = now - sentAt[await decidedBy(data.session_id)]!
  const sessionMs = now - begun
  return {
    id: data.session_id,
    verdict,
    resultMs,
    sessionMs,
    positioningMs: positioningMs || sessionMs,
    frames: sentAt.length,
  }
}
