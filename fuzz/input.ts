/**
 * What is sent, whole: a kept one needs no generator to be sent again. In a head `{cookie}`, `{key}`, `{session}` and
 * `{token}` stand for what the server of the run gave out; they are letters of the head, nothing is escaped.
 */
export type Input = RequestInput | StreamInput

export interface RequestInput {
  readonly kind: 'request'
  /** Request line and headers, with the empty line behind them; each character a byte. */
  readonly head: string
  readonly body: Buffer
  /** False where the server may rightly wait for more of it. */
  readonly isWhole: boolean
}

export interface StreamInput {
  readonly kind: 'stream'
  /** The request to upgrade. */
  readonly head: string
  /** What is written once the stream is open; `erase` erases the session meanwhile. */
  readonly parts: readonly (Buffer | 'erase')[]
}

/** What the server gave out, put in the place of the names. */
export interface Identity {
  readonly cookie: string
  readonly key: string
  readonly session: string
  readonly token: string
}

export function withIdentity(head: string, identity: Identity): string {
  return head.replaceAll(/\{(cookie|key|session|token)\}/g, (_, name: keyof Identity) => identity[name])
}

/** A file of a kept input: what it did, and the seed it came from. */
export interface Kept {
  readonly problem: string
  readonly seed: number
  readonly input: Input
}

export function writeKept({ problem, seed, input }: Kept): string {
  const written =
    input.kind === 'request'
      ? { ...input, body: input.body.toString('base64') }
      : { ...input, parts: input.parts.map((part) => (part === 'erase' ? part : part.toString('base64'))) }
  return `${JSON.stringify({ problem, seed, input: written }, null, 1)}\n`
}

/** Throws where the text is none that `writeKept` wrote. */
export function readKept(text: string): Kept {
  const { problem, seed, input } = JSON.parse(text)
  const bytes = (base64: string) => Buffer.from(base64, 'base64')
  if (input.kind === 'request') return { problem, seed, input: { ...input, body: bytes(input.body) } }
  const parts = input.parts.map((part: string) => (part === 'erase' ? part : bytes(part)))
  return { problem, seed, input: { ...input, parts } }
}
