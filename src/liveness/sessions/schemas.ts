import { type Static, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { signedResultSchema } from '../../results/signing/schemas.ts'
import { actions, STEPS_MAX } from '../decision/challenge.ts'
import { WAIT_SECONDS_MAX } from './end-watch.ts'
import { RETRIES, RETRIES_MAX } from './retries.ts'
import { OPENED_SESSION } from './schema-examples.ts'
import {
  actionSchema,
  attestationSchema,
  erasedSessionSchema,
  givenVerdictSchema,
  returnUrlSchema,
  sessionSchema,
  stateSchema,
  time,
} from './view-schemas.ts'

const SUBJECT_CHARACTERS_MAX = 200
const PAGE_SESSIONS_MAX = 100
export const PAGE_SESSIONS = 20

const tags = ['liveness']

/** An id as the server makes them: nothing else is searched for. */
const OPAQUE = { maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }
export const sessionParams = Type.Object({ id: Type.String({ ...OPAQUE, description: 'The session_id' }) })
/** RFC 3339, which permits any number of decimals. */
const TIME = { format: 'date-time', maxLength: 40 }
const STEP_SECONDS_MIN = 5
const STEP_SECONDS_MAX = 60

const SUBJECT = { minLength: 1, maxLength: SUBJECT_CHARACTERS_MAX, pattern: '^[^\\u0000]*$' }

/** What a signed result takes over as it is. */
const PRINTABLE = { minLength: 1, maxLength: 200, pattern: '^[ -~]*$' }

const sessionRequest = Type.Object(
  {
    subject: Type.Optional(Type.String(SUBJECT)),
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
    return_url: Type.Optional(returnUrlSchema),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: RETRIES_MAX, default: RETRIES })),
    attestation: Type.Optional(attestationSchema),
    nonce: Type.Optional(
      Type.String({ ...PRINTABLE, description: 'Comes back in the signed result, so that none is used twice' }),
    ),
    audience: Type.Optional(Type.String({ ...PRINTABLE, description: 'Whom the signed result is for: its `aud`' })),
  },
  {
    title: 'SessionRequest',
    additionalProperties: false,
    examples: [{ subject: 'customer 7', actions: ['turn_left', 'smile'] }],
  },
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
  headers: Type.Object({
    'idempotency-key': Type.Optional(
      Type.String({
        description: '1 to 255 printable characters: within 24 hours the same key opens no second session',
      }),
    ),
  }),
  body: sessionRequest,
  response: { 201: envelopeSchema(openedSession), ...refusalSchemas(400, 401, 403, 413, 415, 422, 429, 503) },
}

export const read = {
  operationId: 'readSession',
  tags,
  summary: 'Read a session; a person and the holder of its capture token see no scores, a back end sees all',
  params: sessionParams,
  querystring: Type.Object({
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: WAIT_SECONDS_MAX,
        description: 'Holds the response until the session is over, for so many seconds at most',
      }),
    ),
  }),
  response: { 200: envelopeSchema(sessionSchema), ...refusalSchemas(400, 401, 403, 404, 429, 503) },
}

export const retry = {
  operationId: 'retrySession',
  tags,
  summary: 'Try again in place of a session that ended inconclusive, by its capture token, within 15 minutes',
  params: sessionParams,
  response: { 201: envelopeSchema(openedSession), ...refusalSchemas(401, 409, 429, 503) },
}

const sessionQuery = Type.Object({
  state: Type.Optional(stateSchema),
  verdict: Type.Optional(givenVerdictSchema),
  subject: Type.Optional(Type.String({ ...SUBJECT, description: 'API keys only' })),
  created_from: Type.Optional(Type.String({ ...TIME, description: 'Created then or later' })),
  created_to: Type.Optional(Type.String({ ...TIME, description: 'Created before' })),
})
/** Which sessions a caller asks for. */
export type SessionQuery = Static<typeof sessionQuery>

export const list = {
  operationId: 'listSessions',
  tags,
  summary: 'List sessions, newest first',
  querystring: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SESSIONS_MAX, default: PAGE_SESSIONS })),
    before: Type.Optional(Type.String({ ...OPAQUE, description: 'The last session_id of the page before' })),
    ...sessionQuery.properties,
  }),
  response: { 200: envelopeSchema(Type.Array(sessionSchema)), ...refusalSchemas(400, 401, 403, 404, 503) },
}

export const erase = {
  operationId: 'eraseSession',
  tags,
  summary: 'Erase the evidence of a session and cancel it where it is open; its verdict stays',
  params: sessionParams,
  response: { 200: envelopeSchema(erasedSessionSchema), ...refusalSchemas(401, 403, 404, 429, 503) },
}

export const result = {
  operationId: 'readSignedResult',
  tags,
  summary: 'The result of a decided session as a signed token, for whoever may read the session',
  params: sessionParams,
  response: { 200: signedResultSchema, ...refusalSchemas(400, 401, 403, 404, 409, 503) },
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
