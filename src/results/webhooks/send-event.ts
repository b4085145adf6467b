import type { Clock } from '../../clock.ts'
import type { Answer } from './judge-attempt.ts'
import type { Sender } from './post-event.ts'
import { signedHeaders } from './sign-event.ts'

export interface SendNeeds {
  readonly clock: Clock
  readonly sender: Sender
}

/** Signs an event as of now and sends it once. */
export function sendEvent(
  { clock, sender }: SendNeeds,
  url: string,
  { id, body }: { readonly id: string; readonly body: string },
  secrets: readonly Buffer[],
): Promise<Answer> {
  const now = clock.now()
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'liveness-server',
    ...signedHeaders({ id, body, now }, secrets),
  }
  return sender.post(url, headers, body, now)
}
