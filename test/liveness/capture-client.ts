import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { type Answer, signUp, type TestServer } from '../server.ts'

/** What a camera client knows when it takes its next picture. */
export interface Moment {
  /** The step shown, or null in the pause before the next one. */
  readonly shown: StepAction | null
  /** Since the step was shown, or since it was done. */
  readonly sinceMs: number
  readonly atMs: number
  readonly frame: number
}

export type Camera = (now: Moment) => Promise<Uint8Array<ArrayBuffer>>

export interface OpenSession {
  readonly id: string
  readonly token: string
  readonly owner: { readonly headers: Record<string, string> }
}

/** Fewer than most cameras give: every one of them costs the tests a picture and a look at it. */
export const FRAMES_PER_SECOND = 6

export interface CaptureOptions {
  readonly framesPerSecond?: number
  /** Share of the frames that never arrive, 0..1. */
  readonly loss?: number
  readonly random?: () => number
  readonly framesMax?: number
  readonly firstSequence?: number
  /** What the client says of the time of a frame, in ms; the truth unless told. */
  readonly capturedAt?: (atMs: number, frame: number) => number
}

export interface Captured {
  readonly last: Answer
  readonly answers: readonly Answer[]
  readonly frames: number
}

interface Asked {
  readonly actions?: readonly string[]
  readonly subject?: string
  readonly steps?: number
  readonly step_seconds?: number
  readonly attestation?: string
  readonly return_url?: string
  readonly retries?: number
  readonly nonce?: string
  readonly audience?: string
}

/** Opens a session with an API key of the test's own, for the actions named, or drawn at random. */
export async function openSession(server: TestServer, apiKey: string, asked: Asked = {}): Promise<OpenSession> {
  const headers = { authorization: `Bearer ${apiKey}` }
  const { status, json, text } = await server.request('POST', '/liveness/sessions', { json: asked, headers })
  if (status !== 201) throw new Error(text)
  return { id: json.data.session_id, token: json.data.capture_token, owner: { headers } }
}

/** Opens a session as a person who has just signed up. */
export async function openOwnSession(server: TestServer, cookie?: string): Promise<OpenSession> {
  const headers = { cookie: cookie ?? (await signUp(server)) }
  const { status, json, text } = await server.request('POST', '/liveness/sessions', { headers })
  if (status !== 201) throw new Error(text)
  return { id: json.data.session_id, token: json.data.capture_token, owner: { headers } }
}

export function sendFrame(
  server: Pick<TestServer, 'request'>,
  { id, token }: Pick<OpenSession, 'id' | 'token'>,
  sequence: number,
  body: Uint8Array<ArrayBuffer>,
  capturedAtMs?: number,
  query = '',
): Promise<Answer> {
  const captured = capturedAtMs === undefined ? {} : { 'x-captured-at': String(capturedAtMs) }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg', ...captured }
  return server.request('PUT', `/liveness/sessions/${id}/frames/${sequence}${query}`, { body, headers })
}

/**
 * Plays a camera through the HTTP door until the session ends or its time is over: each frame moves the server's
 * clock on by its share of a second.
 */
export async function capture(
  server: TestServer,
  session: OpenSession,
  camera: Camera,
  {
    framesPerSecond = FRAMES_PER_SECOND,
    loss = 0,
    random = Math.random,
    framesMax = 500,
    firstSequence = 0,
    capturedAt = (atMs) => atMs,
  }: CaptureOptions = {},
): Promise<Captured> {
  const answers: Answer[] = []
  let shown: StepAction | null = 'look_straight'
  let shownAtMs = 0
  for (let frame = 0; frame < framesMax; frame++) {
    const atMs = (frame * 1000) / framesPerSecond
    const picture = await camera({ shown, sinceMs: atMs - shownAtMs, atMs, frame })
    server.clock.advance(Math.round(1000 / framesPerSecond))
    if (random() < loss) continue
    const answer = await sendFrame(server, session, firstSequence + frame, picture, 5_000 + capturedAt(atMs, frame))
    answers.push(answer)
    if (answer.json.error === 'session_over') return { last: answer, answers, frames: frame }
    if (answer.status !== 200) throw new Error(answer.text)
    const { state, step } = answer.json.data
    if (state !== 'running') return { last: answer, answers, frames: frame + 1 }
    const asked: StepAction | null = step?.action ?? null
    if (asked !== shown) [shown, shownAtMs] = [asked, atMs]
  }
  throw new Error(`not over after ${framesMax} frames: ${answers.at(-1)?.text}`)
}

/** Holds still until the first movement is shown, or the server refuses: answers that last response. */
export async function beginAttempt(server: TestServer, session: OpenSession, camera: Camera): Promise<Answer> {
  for (let frame = 0; ; frame++) {
    const atMs = (frame * 1000) / FRAMES_PER_SECOND
    const picture = await camera({ shown: 'look_straight', sinceMs: atMs, atMs, frame })
    server.clock.advance(Math.round(1000 / FRAMES_PER_SECOND))
    const answer = await sendFrame(server, session, frame, picture, server.clock.steady())
    if (answer.status !== 200 || answer.json.data.step?.index === 1) return answer
    if (frame > 60) throw new Error(`nothing was shown: ${answer.text}`)
  }
}

/** What a back end reads of a session. */
export async function readSession(server: TestServer, session: OpenSession) {
  const { status, json, text } = await server.request('GET', `/liveness/sessions/${session.id}`, session.owner)
  if (status !== 200) throw new Error(text)
  return json.data
}

/** The names of the required signals that failed. */
// biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer, it asserts.
export const failedSignals = (data: any): string[] =>
  data.signals
    .filter(({ state, required }: { state: string; required: boolean }) => required && state === 'failed')
    .map(({ name }: { name: string }) => name)
