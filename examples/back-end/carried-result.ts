import { randomUUID } from 'node:crypto'
import { livenessClient, VerificationError } from 'liveness-client'
import { customerOf } from './login.ts'

const { LIVENESS_URL = 'http://127.0.0.1:8080', LIVENESS_KEY = '', LIVENESS_PUBLIC_URL = LIVENESS_URL } = process.env
const liveness = livenessClient({ url: LIVENESS_URL, apiKey: LIVENESS_KEY, issuer: LIVENESS_PUBLIC_URL })
const nonces = new Map<string, string>() // In production: a column beside the customer. Tell it to nobody.

/** Opens a check. The person's device carries the result back by itself. */
export async function POST(request: Request): Promise<Response> {
  const customer = customerOf(request.headers.get('cookie'))
  if (!customer) return new Response(null, { status: 401 })
  const nonce = randomUUID()
  const { session_id, capture_token, capture_path } = await liveness.open({
    subject: customer,
    nonce,
    audience: 'shop',
  })
  nonces.set(customer, nonce)
  return Response.json({ session_id, capture_token, capture_path }, { status: 201 })
}

/** Takes the result, once: the nonce is used up by it. No call to the liveness server is made. */
export async function PUT(request: Request): Promise<Response> {
  const customer = customerOf(request.headers.get('cookie'))
  const nonce = nonces.get(customer ?? '')
  if (!customer || !nonce) return new Response(null, { status: 404 })
  try {
    const expected = { nonce, audience: 'shop', subject: customer }
    const { verdict, assurance } = await liveness.verifyResult(await request.text(), expected)
    return nonces.delete(customer) ? Response.json({ verdict, assurance }) : new Response(null, { status: 409 })
  } catch (error) {
    if (error instanceof VerificationError) return new Response(null, { status: 400 })
    throw error
  }
}
