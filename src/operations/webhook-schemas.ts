import { type TSchema, Type } from 'typebox'
import { textEnum } from '../http/text-enum.ts'
import { sessionEventDataSchema, time } from '../liveness/sessions/view-schemas.ts'
import { receiptSchema } from '../results/signing/schemas.ts'
import { type EventType, eventTypes, TEST_TYPE } from '../results/webhooks/event.ts'

const sessionEventTypes = eventTypes.filter((type) => type !== 'account.deleted')

const sessionEvent = Type.Object(
  {
    type: textEnum('SessionEventType', sessionEventTypes),
    timestamp: time,
    data: sessionEventDataSchema,
  },
  { title: 'SessionEvent', description: 'That a liveness session is over' },
)

const accountDeletedEvent = Type.Object(
  {
    type: Type.Literal('account.deleted', { type: 'string' }),
    timestamp: time,
    data: Type.Object({ account_id: Type.String(), receipt: receiptSchema }),
  },
  { title: 'AccountDeletedEvent' },
)

const testEvent = Type.Object(
  {
    type: Type.Literal(TEST_TYPE, { type: 'string' }),
    timestamp: time,
    data: Type.Object({ webhook_id: Type.String() }),
  },
  { title: 'TestEvent' },
)

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
})

const parameters = [
  header('webhook-id', 'The event’s: the same with each attempt and in a replay'),
  header('webhook-timestamp', 'When it was sent, in seconds since 1970'),
  header(
    'webhook-signature',
    '`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; two while a secret changes',
  ),
]

const responses = {
  '2XX': { description: 'Taken' },
  '410': { description: 'Disables the webhook' },
  default: { description: 'Not taken, a redirect too: sent again later' },
}

function webhook(operationId: string, summary: string, schema: TSchema) {
  const requestBody = { required: true, content: { 'application/json': { schema } } }
  return { post: { operationId, summary, tags: ['webhooks'], security: [], parameters, requestBody, responses } }
}

/** What the server sends to webhooks, as the `webhooks` of the OpenAPI document: by the type of the event. */
export const webhooks: Readonly<Record<EventType | typeof TEST_TYPE, ReturnType<typeof webhook>>> = {
  'liveness_session.decided': webhook('sessionDecided', 'The verdict of a session is there', sessionEvent),
  'liveness_session.expired': webhook('sessionExpired', 'The time of a session ran out', sessionEvent),
  'liveness_session.cancelled': webhook('sessionCancelled', 'A session was erased while it was open', sessionEvent),
  'account.deleted': webhook('accountDeleted', 'An account was deleted', accountDeletedEvent),
  [TEST_TYPE]: webhook('webhookTested', '`liveness webhook test` was called', testEvent),
}
