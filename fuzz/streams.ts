import type { StreamInput } from './input.ts'
import { mutateJson } from './json.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { mutatePicture } from './pictures.ts'
import type { Random } from './random.ts'
import type { Material } from './requests.ts'
import { clientFrame, OPCODES } from './web-socket-frame.ts'

const HELLO = { type: 'hello', camera: { label: 'fuzz', width: 640, height: 480, frame_rate: 10 } }

/** One stream of a session: how it is asked for, and what is written to it, whatever the server says. */
export function streamInput(random: Random, { pictures }: Material): StreamInput {
  const greeting = random.chance(0.85) ? [text(JSON.stringify(HELLO))] : []
  const parts: StreamInput['parts'][number][] = Array.from({ length: random.below(14) }, (_, index) =>
    part(random, index, pictures),
  )
  if (random.chance(0.15)) parts.splice(random.below(parts.length + 1), 0, 'erase')
  return { kind: 'stream', head: upgrade(random), parts: [...greeting, ...parts] }
}

function upgrade(random: Random): string {
  const odd = random.chance(0.15)
  const session = odd ? random.pick(['%zz', 'x'.repeat(250), '..', '%00', 'none']) : '{session}'
  const token = odd && random.chance(0.5) ? random.pick(['', 'x', '{key}', 'a'.repeat(43)]) : '{token}'
  const headers = [
    'host: fuzz.example',
    `sec-websocket-version: ${odd ? random.pick(['13', '8', 'x']) : '13'}`,
    `sec-websocket-key: ${odd ? random.pick(['', 'x', 'MDEyMzQ1Njc4OWFiY2RlZg==']) : 'MDEyMzQ1Njc4OWFiY2RlZg=='}`,
    `sec-websocket-protocol: ${odd ? random.pick(['', ',,', `token.${token}`, 'liveness.v1']) : `liveness.v1, token.${token}`}`,
    ...(random.chance(0.1) ? ['sec-websocket-extensions: permessage-deflate; client_max_window_bits=99'] : []),
  ]
  // Without these it is no upgrade, and its connection may stay open for the next request.
  const kept = ['connection: Upgrade', 'upgrade: websocket', ...headers.filter(() => !odd || !random.chance(0.1))]
  return `GET /liveness/sessions/${session}/stream HTTP/1.1\r\n${kept.join('\r\n')}\r\n\r\n`
}

function part(random: Random, index: number, pictures: Material['pictures']): Buffer {
  return random.pick<() => Buffer>([
    () => clientFrame(OPCODES.binary, frameMessage(random, index, pictures)),
    () => clientFrame(OPCODES.binary, frameMessage(random, index, pictures)),
    () => clientFrame(OPCODES.binary, frameMessage(random, index, pictures)),
    () => clientFrame(OPCODES.binary, mutateBytes(random, frameMessage(random, index, pictures))),
    () => clientFrame(OPCODES.binary, random.bytes(random.below(30))),
    () => text(JSON.stringify(mutateJson(random, HELLO))),
    () => text(random.pick(['', '{', 'null', '[]', '{"type":"cannot","index":2}', '{"type":"more_time","index":1e9}'])),
    () => clientFrame(OPCODES.text, random.bytes(random.below(200))),
    () => fragments(random, frameMessage(random, index, pictures)),
    () =>
      clientFrame(
        random.pick([OPCODES.ping, OPCODES.pong, OPCODES.close]),
        random.bytes(random.pick([0, 1, 2, 125, 126])),
      ),
    () => clientFrame(random.below(16), random.bytes(random.below(50)), { first: random.below(256) }),
    () => clientFrame(OPCODES.binary, random.bytes(10), { length: random.pick([0, 126, 600_000, 3_000_000, 2 ** 40]) }),
    () => clientFrame(OPCODES.binary, random.bytes(20), { isMasked: false }),
    () => mutateBytes(random, text(JSON.stringify(HELLO))),
  ])()
}

const text = (content: string): Buffer => clientFrame(OPCODES.text, Buffer.from(content))

/** Sequence, time and picture as docs/liveness.md has them, each sometimes odd. */
function frameMessage(random: Random, index: number, pictures: Material['pictures']): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt32BE(random.chance(0.85) ? index : random.pick([0, 2 ** 32 - 1, random.below(1000)]))
  header.writeDoubleBE(
    random.chance(0.85) ? index * 100 : random.pick([Number.NaN, -1, 1e308, -0, Number.POSITIVE_INFINITY]),
    4,
  )
  const jpegs = pictures.filter(({ type }) => type === 'image/jpeg')
  const picture = random.chance(0.5) ? random.pick(jpegs) : mutatePicture(random, random.pick(pictures))
  return Buffer.concat([header, picture.bytes])
}

/** One message in several frames, sometimes without an end or with another message within. */
function fragments(random: Random, message: Buffer): Buffer {
  const cut = random.below(message.length + 1)
  const first = clientFrame(OPCODES.binary, message.subarray(0, cut), { first: OPCODES.binary })
  const within = random.chance(0.3) ? [clientFrame(random.pick([OPCODES.ping, OPCODES.text]), random.bytes(5))] : []
  const last = random.chance(0.8) ? [clientFrame(0, message.subarray(cut))] : []
  return Buffer.concat([first, ...within, ...last])
}
