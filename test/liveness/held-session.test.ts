import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, startServer } from '../server.ts'

test('who holds the capture token may read how that one session stands, as a person may, and nothing else', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const open = async () => (await server.request('POST', '/liveness/sessions', { cookie, json: {} })).json.data
  const [mine, other] = [await open(), await open()]
  const headers = { authorization: `Bearer ${mine.capture_token}` }
  const read = (path: string) => server.request('GET', path, { headers })

  const answer = await read(`/liveness/sessions/${mine.session_id}`)
  const own = await server.request('GET', `/liveness/sessions/${mine.session_id}`, { cookie })
  assert.deepEqual([answer.status, answer.json.data.state], [200, 'waiting'])
  assert.deepEqual(answer.json, own.json)

  server.clock.advance(server.config.LIVENESS_SESSION_SECONDS * 1000)
  assert.equal((await read(`/liveness/sessions/${mine.session_id}`)).json.data.state, 'expired')

  assert.equal((await read(`/liveness/sessions/${other.session_id}`)).status, 401)
  assert.equal((await read('/liveness/sessions')).status, 401)
  assert.equal((await server.request('DELETE', `/liveness/sessions/${mine.session_id}`, { headers })).status, 401)
})
