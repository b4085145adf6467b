import { setTimeout as sleep } from 'node:timers/promises'
import { type Identity, type Input, type RequestInput, type StreamInput, withIdentity } from './input.ts'
import { clientFrame, closeCodeOf, OPCODES } from './web-socket-frame.ts'
import { openWire, type Wire } from './wire.ts'

export const RESPONSE_MS_MAX = 2_000
/** How long more is waited for before a request that may be incomplete is ended. */
const INCOMPLETE_MS = 250
const BETWEEN_PARTS_MS = 5

/** What the server did. */
export interface Outcome {
  /** The status of the response; null where the connection was closed without one. */
  readonly status: number | null
  /** Why a stream was closed, where it was opened and closed. */
  readonly closeCode?: number | undefined
  /** What did not come within `RESPONSE_MS_MAX`, or so long after the time for which it asked to be held. */
  readonly missed?: 'response' | 'end of the connection'
}

/** Sends one input on a connection of its own; `erase` erases the identity's session. */
export async function send(
  url: string,
  input: Input,
  identity: Identity,
  erase: () => Promise<void>,
): Promise<Outcome> {
  const wire = await openWire(url)
  try {
    wire.write(Buffer.from(withIdentity(input.head, identity), 'latin1'))
    return input.kind === 'request' ? await sendRequest(wire, input) : await sendStream(wire, input, erase)
  } finally {
    wire.destroy()
  }
}

async function sendRequest(wire: Wire, { head, body, isWhole }: RequestInput): Promise<Outcome> {
  wire.write(body)
  const hasStatus = () => statusOf(wire) !== null
  if (!isWhole && !(await wire.until(hasStatus, INCOMPLETE_MS))) wire.end()
  const heldMs = Number(/[?&]wait=(\d{1,2})\b/.exec(head)?.[1] ?? 0) * 1000
  const ended = await wire.until(hasStatus, heldMs + RESPONSE_MS_MAX)
  return ended ? { status: statusOf(wire) } : { status: null, missed: 'response' }
}

async function sendStream(wire: Wire, { parts }: StreamInput, erase: () => Promise<void>): Promise<Outcome> {
  if (!(await wire.until(() => statusOf(wire) !== null, RESPONSE_MS_MAX))) return { status: null, missed: 'response' }
  const status = statusOf(wire)
  if (status === 101) {
    for (const part of parts) {
      if (part === 'erase') await erase()
      else wire.write(part)
      await sleep(BETWEEN_PARTS_MS)
    }
    wire.write(clientFrame(OPCODES.close, Buffer.from([0x03, 0xe8])))
    wire.end()
  }
  const ended = await wire.until(() => false, RESPONSE_MS_MAX)
  const received = wire.received()
  const closeCode = status === 101 ? closeCodeOf(received.subarray(received.indexOf('\r\n\r\n') + 4)) : undefined
  return { status, closeCode, ...(ended ? {} : { missed: 'end of the connection' }) }
}

/** The status of the response that has come, those before it (`100 Continue`) aside. */
function statusOf(wire: Wire): number | null {
  const found = /(?:^|\n)HTTP\/1\.1 (101|[2-5]\d\d) /.exec(wire.received().toString('latin1'))
  return found ? Number(found[1]) : null
}
