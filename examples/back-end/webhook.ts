import { VerificationError, verifyWebhook } from 'liveness-client'

const { LIVENESS_WEBHOOK_SECRETS = '' } = process.env
const processed = new Set<string>() // In production: a table with the event's id as its key.
export const verdicts = new Map<string, string | null>()

/** Answers at once: put what takes long in a queue of your own. */
export async function POST(request: Request): Promise<Response> {
  try {
    const event = await verifyWebhook(await request.arrayBuffer(), request.headers, LIVENESS_WEBHOOK_SECRETS.split(' '))
    if (event.type === 'liveness_session.decided' && !processed.has(event.id))
      verdicts.set(event.data.session_id, event.data.verdict)
    processed.add(event.id)
    return new Response(null, { status: 204 })
  } catch (error) {
    if (error instanceof VerificationError) return new Response(null, { status: 400 })
    throw error
  }
}
