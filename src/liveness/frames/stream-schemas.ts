import { type Static, Type } from 'typebox'
import { refusals } from '../../errors.ts'
import { RefusalSchema, refusalSchemas } from '../../http/envelope.ts'
import { textEnum } from '../../http/text-enum.ts'
import { STEPS_MAX } from '../decision/challenge.ts'
import { sessionParams } from '../sessions/schemas.ts'
import { guidance, result, step } from './schemas.ts'

const camera = Type.Object(
  {
    label: Type.Optional(Type.String()),
    width: Type.Optional(Type.Number()),
    height: Type.Optional(Type.Number()),
    frame_rate: Type.Optional(Type.Number()),
  },
  { title: 'Camera', description: 'As the browser or the device names it; what cannot be read is ignored' },
)

const hello = Type.Object(
  { type: Type.Literal('hello'), camera: Type.Optional(camera) },
  {
    title: 'ClientHello',
    description: 'Once, before the first frame. Frames are binary messages: see the operation',
    examples: [{ type: 'hello', camera: { label: 'FaceTime HD', width: 1280, height: 720, frame_rate: 30 } }],
  },
)

const cannot = Type.Object(
  { type: Type.Literal('cannot'), index: Type.Integer({ minimum: 1, maximum: STEPS_MAX }) },
  {
    title: 'ClientCannot',
    description: 'The person can’t do this step: another action is asked in its place, at most twice a session',
    examples: [{ type: 'cannot', index: 2 }],
  },
)

const moreTime = Type.Object(
  { type: Type.Literal('more_time'), index: Type.Integer({ minimum: 1, maximum: STEPS_MAX }) },
  {
    title: 'ClientMoreTime',
    description: 'The step’s time doubles, once a step',
    examples: [{ type: 'more_time', index: 2 }],
  },
)

const serverStep = Type.Object(
  { type: Type.Literal('step'), ...step.properties },
  {
    title: 'ServerStep',
    description: 'What the person is asked for from now on',
    examples: [
      { type: 'step', index: 1, count: 4, action: 'turn_left', prompt: 'Turn your head left', timeout_ms: 8000 },
    ],
  },
)

const serverGuidance = Type.Object(
  { type: Type.Literal('guidance'), ...guidance.properties },
  {
    title: 'ServerGuidance',
    description: 'What the person could do better, when it changes',
    examples: [{ type: 'guidance', code: 'turn_more', message: 'A little further', progress: 0.6 }],
  },
)

const stepDone = Type.Object(
  { type: Type.Literal('step_done'), index: Type.Integer() },
  { title: 'ServerStepDone', description: 'A step is completed', examples: [{ type: 'step_done', index: 0 }] },
)

const pace = Type.Object(
  { type: Type.Literal('pace'), frames_per_second: Type.Number() },
  { title: 'ServerPace', description: 'How many frames to send', examples: [{ type: 'pace', frames_per_second: 6 }] },
)

const wait = Type.Object(
  { type: Type.Literal('wait'), seconds: Type.Number() },
  {
    title: 'ServerWait',
    description: 'The server is full: about so long until the session goes on; 0 when it does',
    examples: [{ type: 'wait', seconds: 20 }],
  },
)

const serverResult = Type.Object(
  { type: Type.Literal('result'), ...result.properties },
  {
    title: 'ServerResult',
    description: 'How the session ended; the stream is closed with 1000 after it',
    examples: [{ type: 'result', state: 'decided', verdict: 'live', next_action: 'accept' }],
  },
)

const codes = [...new Set([...Object.values(refusals).map(([, code]) => code), 'bad_frame' as const])]
const serverError = Type.Object(
  {
    type: Type.Literal('error'),
    error: textEnum('StreamErrorCode', codes, 'Stable; messages may be reworded'),
    message: Type.String(),
    retry_after_seconds: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  {
    title: 'ServerError',
    description: 'What was wrong with a message; a fatal one is followed by a close code of 4400 and above',
    examples: [{ type: 'error', error: 'bad_frame', message: 'A frame is a JPEG' }],
  },
)

const serverMessages = [serverStep, serverGuidance, stepDone, pace, wait, serverResult, serverError] as const
const serverMessage = Type.Union([...serverMessages], { title: 'ServerMessage' })
export type ServerMessage = Static<typeof serverMessage>

const clientMessage = Type.Union([hello, cannot, moreTime], { title: 'ClientMessage' })

const streamMessage = Type.Union([clientMessage, serverMessage], { title: 'StreamMessage' })

export const stream = {
  operationId: 'streamFrames',
  tags: ['liveness'],
  summary: 'Stream frames over a WebSocket',
  description:
    'Subprotocols `liveness.v1` and `token.<capture_token>`. Text messages are JSON: `ClientMessage` to the server, ' +
    '`ServerMessage` from it. A frame is a binary message: bytes 0–3 its sequence (uint32, big endian, growing), bytes ' +
    '4–11 when it was taken, in ms (float64, big endian, growing, of any origin), then a JPEG of at most 512 KiB.',
  params: sessionParams,
  response: {
    101: {
      description: 'The connection is a WebSocket from here on; these are its text messages',
      content: { 'application/json': { schema: streamMessage } },
    },
    ...refusalSchemas(400, 401, 409, 503),
    default: RefusalSchema,
  },
}
