import { type Static, type TSchema, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { textEnum } from '../../http/text-enum.ts'
import { actions, STEPS_MAX, stepActions } from '../decision/challenge.ts'
import { injectionReasons, injectionStates } from '../decision/injection.ts'
import { hints } from '../decision/outcome.ts'
import { signalNames } from '../decision/policy.ts'
import { assurances } from '../decision/verdict.ts'
import { BACK_END_SESSION, OPENED_SESSION, PERSON_SESSION } from './schema-examples.ts'
import { attestations, sessionStates } from './session.ts'

const SUBJECT_CHARACTERS_MAX = 200
const RETURN_URL_CHARACTERS_MAX = 2000
const RETRIES_MAX = 5
/** How often the person may try again on the same link, unless told. */
export const RETRIES = 2
const PAGE_SESSIONS_MAX = 100
export const PAGE_SESSIONS = 20

const tags = ['liveness']

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC, milliseconds' })

/** An id as the server makes them: nothing else is searched for. */
const OPAQUE = { maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }
export const sessionParams = Type.Object({ id: Type.String({ ...OPAQUE, description: 'The session_id' }) })

export const actionSchema = textEnum('Action', actions, 'A movement. Left and right are the person’s own')
export const stepActionSchema = textEnum('StepAction', stepActions)
export const stateSchema = textEnum('SessionState', sessionStates)
export const verdictSchema = orNull(textEnum('Verdict', ['live', 'spoof', 'inconclusive']))
export const nextActionSchema = orNull(textEnum('NextAction', ['accept', 'reject', 'retry']))
export const hintSchema = textEnum('Hint', hints, 'What to do better; only with `retry`')

const personSession = Type.Object(
  {
    session_id: Type.String(),
    state: stateSchema,
    verdict: verdictSchema,
    next_action: nextActionSchema,
    hint: Type.Optional(hintSchema),
    created_at: time,
    decided_at: orNull(time),
    expires_at: time,
  },
  { title: 'PersonSession', description: 'What the person and the capture token see', examples: [PERSON_SESSION] },
)
export type PersonSession = Static<typeof personSession>

const signal = Type.Object(
  {
    name: textEnum('SignalName', signalNames),
    state: textEnum('SignalState', ['passed', 'failed', 'not_measured']),
    value: orNull(Type.Number()),
    threshold: Type.Number(),
    required: Type.Boolean(),
  },
  { title: 'Signal', description: 'One measured reason; `value` and `threshold` are on one scale, higher is better' },
)

const injection = Type.Object(
  {
    state: textEnum('InjectionState', injectionStates),
    reasons: Type.Array(textEnum('InjectionReason', injectionReasons)),
  },
  {
    title: 'Injection',
    description: 'Whether the pictures may not come from a camera: advice, apart from the verdict; null until then',
  },
)

const step = Type.Object(
  {
    action: stepActionSchema,
    state: textEnum('StepState', ['passed', 'failed', 'pending']),
    shown_at: orNull(time),
    answered_at: orNull(time),
  },
  { title: 'SessionStep' },
)
export type SessionStep = Static<typeof step>

const attestation = textEnum(
  'Attestation',
  attestations,
  'What the back end found when it verified the app’s platform attestation (Play Integrity, App Attest). It decides ' +
    'nothing here and comes back with the result',
)

const ASSURANCE =
  'What the verdict rests on. Without "passive" no presentation-attack model is installed, and nothing judged whether ' +
  'the face is on a print, a screen or a mask. "reduced": the challenge had no movement of the mouth'

const returnUrl = Type.String({
  maxLength: RETURN_URL_CHARACTERS_MAX,
  pattern: '^[!-~]+$',
  description: 'Where the hosted page leads the person in the end, with session_id and state in its query',
})

const captureSession = Type.Object(
  {
    ...personSession.properties,
    return_url: orNull(returnUrl),
    retries_left: Type.Integer({ description: 'How often the person may still try again on the same link' }),
  },
  { title: 'CaptureSession', description: 'What the holder of its capture token sees' },
)
export type CaptureSession = Static<typeof captureSession>

const model = Type.Object({ name: Type.String(), sha256: Type.String() }, { title: 'Model' })

const framesCounted = Type.Object(
  { received: Type.Integer(), used: Type.Integer(), rejected: Type.Integer() },
  { title: 'FramesCounted' },
)

const evidenceImage = Type.Object(
  { image_id: Type.String(), kind: textEnum('ImageKind', ['portrait', 'audit']), taken_at: time },
  { title: 'EvidenceImage' },
)

const backEndSession = Type.Object(
  {
    ...captureSession.properties,
    retry_of: orNull(Type.String({ description: 'The session that this one was opened in place of' })),
    retried_by: orNull(Type.String({ description: 'The session that was opened in place of this one: read that' })),
    subject: orNull(Type.String()),
    attestation,
    score: orNull(Type.Number()),
    policy: orNull(Type.String()),
    assurance: orNull(textEnum('Assurance', assurances, ASSURANCE)),
    signals: Type.Array(signal),
    injection: orNull(injection),
    steps: Type.Array(step),
    models: Type.Array(model),
    frames: framesCounted,
    images: Type.Array(evidenceImage),
  },
  { title: 'BackEndSession', description: 'What an API key sees', examples: [BACK_END_SESSION] },
)
export type BackEndSession = Static<typeof backEndSession>

/** Which of the three depends on who asks. */
const session = Type.Union([backEndSession, captureSession, personSession])

const STEP_SECONDS_MIN = 5
const STEP_SECONDS_MAX = 60

const sessionRequest = Type.Object(
  {
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: SUBJECT_CHARACTERS_MAX, pattern: '^[^\\u0000]*$' })),
    actions: Type.Optional(Type.Array(actionSchema, { minItems: 1, maxItems: STEPS_MAX })),
    avoid: Type.Optional(
      Type.Array(actionSchema, { maxItems: actions.length, description: 'Actions that this person can’t do' }),
    ),
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: STEPS_MAX })),
    step_seconds: Type.Optional(
      Type.Integer({
        minimum: STEP_SECONDS_MIN,
        maximum: STEP_SECONDS_MAX,
        description: 'Time for each movement, for a person who needs more (API keys only)',
      }),
    ),
    return_url: Type.Optional(returnUrl),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: RETRIES_MAX, default: RETRIES })),
    attestation: Type.Optional(attestation),
  },
  { title: 'SessionRequest', examples: [{ subject: 'customer 7', actions: ['turn_left', 'smile'] }] },
)
/** What a caller asks of a new session. */
export type SessionRequest = Static<typeof sessionRequest>

const openedSession = Type.Object(
  {
    session_id: Type.String(),
    capture_token: Type.String(),
    stream_path: Type.String(),
    capture_path: Type.String(),
    state: stateSchema,
    expires_at: time,
  },
  { title: 'OpenedSession', examples: [OPENED_SESSION] },
)

export const open = {
  operationId: 'openSession',
  tags,
  summary: 'Open a liveness session; the capture token can be read in this response only',
  body: sessionRequest,
  response: { 201: envelopeSchema(openedSession), ...refusalSchemas(400, 401, 403, 413, 415, 429, 503) },
}

export const read = {
  operationId: 'readSession',
  tags,
  summary: 'Read a session; a person and the holder of its capture token see no scores, a back end sees all',
  params: sessionParams,
  response: { 200: envelopeSchema(session), ...refusalSchemas(401, 404, 503) },
}

export const retry = {
  operationId: 'retrySession',
  tags,
  summary: 'Try again in place of a session that ended inconclusive, by its capture token, within 15 minutes',
  params: sessionParams,
  response: { 201: envelopeSchema(openedSession), ...refusalSchemas(401, 409, 429, 503) },
}

export const list = {
  operationId: 'listSessions',
  tags,
  summary: 'List sessions, newest first',
  querystring: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SESSIONS_MAX, default: PAGE_SESSIONS })),
    before: Type.Optional(Type.String({ ...OPAQUE, description: 'The last session_id of the page before' })),
  }),
  response: { 200: envelopeSchema(Type.Array(session)), ...refusalSchemas(400, 401, 404, 503) },
}

export const erase = {
  operationId: 'eraseSession',
  tags,
  summary: 'Erase the evidence of a session and cancel it where it is open; its verdict stays',
  params: sessionParams,
  response: { 200: envelopeSchema(session), ...refusalSchemas(401, 403, 404, 429, 503) },
}

export const image = {
  operationId: 'readImage',
  tags,
  summary: 'Fetch a picture kept as evidence (API key only); each reading is a line of the audit log',
  params: Type.Object({ ...sessionParams.properties, image_id: Type.String(OPAQUE) }),
  response: {
    200: {
      description: 'JPEG',
      content: { 'image/jpeg': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
    ...refusalSchemas(401, 403, 404, 429, 503),
  },
}
