import { type Static, type TSchema, Type } from 'typebox'
import { textEnum } from '../../http/text-enum.ts'
import { receiptSchema } from '../../results/signing/schemas.ts'
import { actions, stepActions } from '../decision/challenge.ts'
import { injectionReasons, injectionStates } from '../decision/injection.ts'
import { hints } from '../decision/outcome.ts'
import { signalNames } from '../decision/policy.ts'
import { assurances, verdicts } from '../decision/verdict.ts'
import { BACK_END_SESSION, PERSON_SESSION } from './schema-examples.ts'
import { attestations, sessionStates } from './session.ts'

const RETURN_URL_CHARACTERS_MAX = 2000

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
export const time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC, milliseconds' })

export const actionSchema = textEnum('Action', actions, 'A movement. Left and right are the person’s own')
export const stepActionSchema = textEnum('StepAction', stepActions)
export const stateSchema = textEnum('SessionState', sessionStates)
export const givenVerdictSchema = textEnum('Verdict', verdicts)
export const verdictSchema = orNull(givenVerdictSchema)
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

export const attestationSchema = textEnum(
  'Attestation',
  attestations,
  'What the back end found when it verified the app’s platform attestation (Play Integrity, App Attest). It decides ' +
    'nothing here and comes back with the result',
)

const ASSURANCE =
  'What the verdict rests on. Without "passive" no presentation-attack model is installed, and nothing judged whether ' +
  'the face is on a print, a screen or a mask. "reduced": the challenge had no movement of the mouth'

export const returnUrlSchema = Type.String({
  maxLength: RETURN_URL_CHARACTERS_MAX,
  pattern: '^[!-~]+$',
  description: 'Where the hosted page leads the person in the end, with session_id and state in its query',
})

const captureSession = Type.Object(
  {
    ...personSession.properties,
    return_url: orNull(returnUrlSchema),
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
    attestation: attestationSchema,
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

const { session_id, subject, state, verdict, next_action, decided_at } = backEndSession.properties
/** What webhooks get of a session that is over. */
export const sessionEventDataSchema = Type.Object({ session_id, subject, state, verdict, next_action, decided_at })
export type SessionEventData = Static<typeof sessionEventDataSchema>

/** The same with the receipt of what was erased. */
export const erasedSessionSchema = Type.Union([
  Type.Object({ ...backEndSession.properties, receipt: receiptSchema }, { title: 'ErasedSession' }),
  Type.Object({ ...personSession.properties, receipt: receiptSchema }, { title: 'ErasedPersonSession' }),
])

/** Which of the three depends on who asks. */
export const sessionSchema = Type.Union([backEndSession, captureSession, personSession])
