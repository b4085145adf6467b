import { fastify } from 'fastify'
import { livenessClient } from 'liveness-client'
import { customerOf } from './login.ts'

const { LIVENESS_URL = 'http://127.0.0.1:8080', LIVENESS_KEY = '' } = process.env
const liveness = livenessClient({ url: LIVENESS_URL, apiKey: LIVENESS_KEY })
const checks = new Map<string, string>() // In production: a column beside the customer.

export const app = fastify()

app.post('/check', async (request, reply) => {
  const customer = customerOf(request.headers.cookie)
  if (!customer) return reply.code(401).send()
  const { session_id, capture_token } = await liveness.open({ subject: customer })
  checks.set(customer, session_id)
  return reply.code(201).send({ session_id, capture_token })
})

app.get('/check', async (request, reply) => {
  const check = checks.get(customerOf(request.headers.cookie) ?? '')
  if (!check) return reply.code(404).send()
  const { state, verdict } = await liveness.wait(check, { seconds: 20 })
  return { state, verdict }
})
