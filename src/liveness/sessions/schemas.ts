import { type TSchema, Type } from 'typebox'
import { envelopeSchema, RefusalSchema } from '../../http/envelope.ts'
import { actions, STEPS_MAX } from '../decision/challenge.ts'
import { guidanceMessages } from '../decision/guidance.ts'
import { signalNames } from '../decision/policy.ts'
import { SEQUENCE_MAX } from '../frames/frame-message.ts'

const tags = ['liveness']
const caller = [{ person: [] }, { backEnd: [] }]
const capture = [{ captureToken: [] }]

const oneOf = (values: readonly string[]) => Type.Enum(values as [string, ...string[]])
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()])
const time = Type.String({ description: 'ISO 8601, UTC, milliseconds' })

export const SUBJECT_CHARACTERS_MAX = 200
export const PAGE_MAX = 100

/** An id as the server makes them: nothing else is looked up. */
const opaque = Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' })
const id = Type.Object({ id: opaque })
const state = oneOf(['waiting', 'running', 'decided', 'expired', 'cancelled'])
const verdict = orNull(oneOf(['live', 'spoof', 'inconclusive']))
const nextAction = orNull(oneOf(['accept', 'reject', 'retry']))
const stepActions = oneOf(['look_straight', ...actions])
const guidanceCode = oneOf(Object.keys(guidanceMessages))

const personFields = {
  session_id: Type.String(),
  state,
  verdict,
  next_action: nextAction,
  hint: Type.Optional(oneOf([...Object.keys(guidanceMessages), 'step_timeout'])),
  created_at: time,
  decided_at: orNull(time),
  expires_at: time,
}

const signal = Type.Object({
  name: oneOf(signalNames),
  state: oneOf(['passed', 'failed', 'not_measured']),
  value: orNull(Type.Number()),
  threshold: Type.Number(),
  required: Type.Boolean(),
})

const step = Type.Object({
  action: stepActions,
  state: oneOf(['passed', 'failed', 'pending']),
  shown_at: orNull(time),
  answered_at: orNull(time),
})

const backEndFields = {
  subject: orNull(Type.String()),
  score: orNull(Type.Number()),
  policy: orNull(Type.String()),
  assurance: orNull(oneOf(['active', 'active+passive'])),
  signals: Type.Array(signal),
  steps: Type.Array(step),
  models: Type.Array(Type.Object({ name: Type.String(), sha256: Type.String() })),
  frames: Type.Object({ received: Type.Integer(), used: Type.Integer(), rejected: Type.Integer() }),
  images: Type.Array(Type.Object({ image_id: Type.String(), kind: oneOf(['portrait', 'audit']), taken_at: time })),
}

/** A person gets the first fields only; a back end gets them all. */
const session = Type.Object({
  ...personFields,
  ...Object.fromEntries(Object.entries(backEndFields).map(([name, schema]) => [name, Type.Optional(schema)])),
})

const refusals = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, RefusalSchema]))

export const create = {
  tags,
  summary: 'Open a liveness session; the capture token can be read in this answer only',
  security: caller,
  body: Type.Object({
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: SUBJECT_CHARACTERS_MAX, pattern: '^[^\\u0000]*$' })),
    actions: Type.Optional(Type.Array(oneOf(actions), { minItems: 1, maxItems: STEPS_MAX })),
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: STEPS_MAX })),
  }),
  response: {
    201: envelopeSchema(
      Type.Object({
        session_id: Type.String(),
        capture_token: Type.String(),
        stream_path: Type.String(),
        capture_path: Type.String(),
        state,
        expires_at: time,
      }),
    ),
    ...refusals(400, 401, 403, 413, 415, 429, 503),
  },
}

export const read = {
  tags,
  summary: 'Read a session; a person and the holder of its capture token see no scores, a back end sees all',
  security: [...caller, ...capture],
  params: id,
  response: { 200: envelopeSchema(session), ...refusals(401, 404, 503) },
}

export const list = {
  tags,
  summary: 'List sessions, newest first',
  security: caller,
  querystring: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: 20 })),
    before: Type.Optional(
      Type.String({
        maxLength: 64,
        pattern: '^[A-Za-z0-9_-]*$',
        description: 'The last session_id of the page before',
      }),
    ),
  }),
  response: { 200: envelopeSchema(Type.Array(session)), ...refusals(400, 401, 404, 503) },
}

export const erase = {
  tags,
  summary: 'Erase the evidence of a session and cancel it where it is open; its verdict stays',
  security: caller,
  params: id,
  response: { 200: envelopeSchema(session), ...refusals(401, 403, 404, 503) },
}

export const image = {
  tags,
  summary: 'Fetch a picture kept as evidence (API key only)',
  security: [{ backEnd: [] }],
  params: Type.Object({ id: opaque, image_id: opaque }),
  response: {
    200: { description: 'JPEG', content: { 'image/jpeg': { schema: Type.String({ format: 'binary' }) } } },
    ...refusals(401, 403, 404, 503),
  },
}

export const stream = {
  tags,
  summary: 'Stream frames over a WebSocket',
  description: 'Subprotocols `liveness.v1` and `token.<capture_token>`. See docs/liveness.md for the messages.',
  security: capture,
  params: id,
  response: refusals(400, 401, 409, 503),
}

export const frame = {
  tags,
  summary: 'Send one frame without a WebSocket; answers after it has been looked at',
  description: 'Body: a JPEG of at most 512 KiB. `X-Captured-At`: when it was taken, in ms of the camera’s own clock.',
  security: capture,
  consumes: ['image/jpeg'],
  params: Type.Object({
    id: opaque,
    sequence: Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX }),
  }),
  response: {
    200: envelopeSchema(
      Type.Object({
        state,
        step: orNull(
          Type.Object({
            index: Type.Integer(),
            count: Type.Integer(),
            action: stepActions,
            prompt: Type.String(),
            timeout_ms: Type.Number(),
          }),
        ),
        guidance: orNull(Type.Object({ code: guidanceCode, message: Type.String() })),
        verdict,
        next_action: nextAction,
        hint: Type.Optional(Type.String()),
      }),
    ),
    ...refusals(400, 401, 409, 413, 415, 429, 503),
  },
}
