import { livenessClient } from 'liveness-client'
import { customerOf } from './login.ts'

const { LIVENESS_URL = 'http://127.0.0.1:8080', LIVENESS_KEY = '' } = process.env
const liveness = livenessClient({ url: LIVENESS_URL, apiKey: LIVENESS_KEY })
const checks = new Map<string, string>() // In production: a column beside the customer.

export async function POST(request: Request): Promise<Response> {
  const customer = customerOf(request.headers.get('cookie'))
  if (!customer) return new Response(null, { status: 401 })
  const { session_id, capture_token } = await liveness.open({ subject: customer })
  checks.set(customer, session_id)
  return Response.json({ session_id, capture_token }, { status: 201 })
}

export async function GET(request: Request): Promise<Response> {
  const check = checks.get(customerOf(request.headers.get('cookie')) ?? '')
  if (!check) return new Response(null, { status: 404 })
  const { state, verdict } = await liveness.wait(check, { seconds: 20 })
  return Response.json({ state, verdict })
}
