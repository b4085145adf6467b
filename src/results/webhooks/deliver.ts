import type { ClaimedDelivery } from './delivery-queries.ts'
import type { Endpoint } from './endpoint-queries.ts'
import { CUT_OFF } from './post-event.ts'
import { type SendNeeds, sendEvent } from './send-event.ts'
import type { Settle } from './settle-attempts.ts'

export type DeliverNeeds = SendNeeds & { readonly settle: Settle }

/** Makes one attempt at a delivery whose lease this process holds, and has written down what came of it. */
export async function deliver(
  needs: DeliverNeeds,
  endpoint: Pick<Endpoint, 'id' | 'url'>,
  delivery: ClaimedDelivery,
  { body, secrets }: { readonly body: string; readonly secrets: readonly Buffer[] },
): Promise<void> {
  const answer = await sendEvent(needs, endpoint.url, { id: delivery.eventId, body }, secrets)
  // The server stops: the attempt does not count, and another process makes it once the lease ends.
  if ('failure' in answer && answer.failure === CUT_OFF) return
  await needs.settle({ endpointId: endpoint.id, delivery, answer })
}
