import { type Static, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { textEnum } from '../../http/text-enum.ts'
import { STEPS_MAX } from '../decision/challenge.ts'
import { guidanceCodes } from '../decision/guidance.ts'
import { sessionParams } from '../sessions/schemas.ts'
import {
  actionSchema,
  hintSchema,
  nextActionSchema,
  stateSchema,
  stepActionSchema,
  verdictSchema,
} from '../sessions/view-schemas.ts'
import { SEQUENCE_MAX } from './frame-message.ts'

const tags = ['liveness']

export const step = Type.Object(
  {
    index: Type.Integer(),
    count: Type.Integer(),
    action: stepActionSchema,
    prompt: Type.String(),
    timeout_ms: Type.Number(),
    instead_of: Type.Optional(actionSchema),
  },
  { title: 'Step', description: 'What the person is asked for now' },
)
export type StepMessage = Static<typeof step>

export const guidance = Type.Object(
  {
    code: textEnum('GuidanceCode', guidanceCodes),
    message: Type.String(),
    progress: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How far the movement asked for has gone; while one is' }),
    ),
  },
  { title: 'Guidance', description: 'What the person could do better' },
)
export type GuidanceMessage = Static<typeof guidance>

export const result = Type.Object({
  state: stateSchema,
  verdict: verdictSchema,
  next_action: nextActionSchema,
  hint: Type.Optional(hintSchema),
})
export type ResultMessage = Static<typeof result>

const { state, ...verdict } = result.properties
const frameResponse = Type.Object(
  {
    state,
    step: Type.Union([step, Type.Null()]),
    guidance: Type.Union([guidance, Type.Null()]),
    ...verdict,
  },
  { title: 'FrameResult' },
)
export type FrameResponse = Static<typeof frameResponse>

const stepIndex = { minimum: 1, maximum: STEPS_MAX }

export const frame = {
  operationId: 'sendFrame',
  tags,
  summary: 'Send one frame without a WebSocket; responds after it has been measured',
  description: 'Body: a JPEG of at most 512 KiB, 320×240 to 1920×1080 pixels.',
  consumes: ['image/jpeg'],
  params: Type.Object({
    ...sessionParams.properties,
    sequence: Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX, description: 'From 0, growing' }),
  }),
  headers: Type.Object({
    'x-captured-at': Type.Optional(
      Type.String({ description: 'When the picture was taken, in ms of the camera’s own clock' }),
    ),
  }),
  querystring: Type.Object({
    cannot: Type.Optional(Type.Integer({ ...stepIndex, description: 'The person can’t do this step: ask another' })),
    more_time: Type.Optional(Type.Integer({ ...stepIndex, description: 'Twice the time for this step, once' })),
  }),
  response: { 200: envelopeSchema(frameResponse), ...refusalSchemas(400, 401, 409, 413, 415, 429, 503) },
}
