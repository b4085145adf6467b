import { type Static, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { actions, STEPS_MAX, stepActions } from '../decision/challenge.ts'
import { guidanceCodes } from '../decision/guidance.ts'
import { hintSchema, nextActionSchema, sessionParams, stateSchema, verdictSchema } from '../sessions/schemas.ts'
import { SEQUENCE_MAX } from './frame-message.ts'

const tags = ['liveness']

const step = Type.Object({
  index: Type.Integer(),
  count: Type.Integer(),
  action: Type.Enum(stepActions),
  prompt: Type.String(),
  timeout_ms: Type.Number(),
  instead_of: Type.Optional(Type.Enum(actions)),
})
export type StepMessage = Static<typeof step>

const guidance = Type.Object({
  code: Type.Enum(guidanceCodes),
  message: Type.String(),
  progress: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'How far the movement asked for has gone; while one is' }),
  ),
})
export type GuidanceMessage = Static<typeof guidance>

const result = Type.Object({
  state: stateSchema,
  verdict: verdictSchema,
  next_action: nextActionSchema,
  hint: Type.Optional(hintSchema),
})
export type ResultMessage = Static<typeof result>

const { state, ...verdict } = result.properties
const frameResponse = Type.Object({
  state,
  step: Type.Union([step, Type.Null()]),
  guidance: Type.Union([guidance, Type.Null()]),
  ...verdict,
})
export type FrameResponse = Static<typeof frameResponse>

export const stream = {
  tags,
  summary: 'Stream frames over a WebSocket',
  description: 'Subprotocols `liveness.v1` and `token.<capture_token>`. See docs/liveness.md for the messages.',
  params: sessionParams,
  response: refusalSchemas(400, 401, 409, 503),
}

const stepIndex = { minimum: 1, maximum: STEPS_MAX }

export const frame = {
  tags,
  summary: 'Send one frame without a WebSocket; responds after it has been measured',
  description: 'Body: a JPEG of at most 512 KiB. `X-Captured-At`: when it was taken, in ms of the camera’s own clock.',
  consumes: ['image/jpeg'],
  params: Type.Object({
    ...sessionParams.properties,
    sequence: Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX }),
  }),
  querystring: Type.Object({
    cannot: Type.Optional(Type.Integer({ ...stepIndex, description: 'The person can’t do this step: ask another' })),
    more_time: Type.Optional(Type.Integer({ ...stepIndex, description: 'Twice the time for this step, once' })),
  }),
  response: { 200: envelopeSchema(frameResponse), ...refusalSchemas(400, 401, 409, 413, 415, 429, 503) },
}
