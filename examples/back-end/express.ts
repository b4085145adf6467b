import express from 'express'
import { livenessClient } from 'liveness-client'
import { customerOf } from './login.ts'

const { LIVENESS_URL = 'http://127.0.0.1:8080', LIVENESS_KEY = '' } = process.env
const liveness = livenessClient({ url: LIVENESS_URL, apiKey: LIVENESS_KEY })
const checks = new Map<string, string>() // In production: a column beside the customer.

export const app = express()

app.post('/check', async (request, response) => {
  const customer = customerOf(request.headers.cookie)
  if (!customer) return void response.status(401).end()
  const { session_id, capture_token } = await liveness.open({ subject: customer })
  checks.set(customer, session_id)
  response.status(201).json({ session_id, capture_token })
})

app.get('/check', async (request, response) => {
  const check = checks.get(customerOf(request.headers.cookie) ?? '')
  if (!check) return void response.status(404).end()
  const { state, verdict } = await liveness.wait(check, { seconds: 20 })
  response.json({ state, verdict })
})
