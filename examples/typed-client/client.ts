/**
 * A back end in plain `fetch`, typed by what the server says of itself. `api.d.ts` is made by
 *
 *     npx openapi-typescript http://127.0.0.1:8080/openapi.json --output api.d.ts
 */
import type { components, paths } from './api.d.ts'

type Schemas = components['schemas']
type Sessions = paths['/liveness/sessions']
type Session = paths['/liveness/sessions/{id}']
type Frame = paths['/liveness/sessions/{id}/frames/{sequence}']

/** What an operation answers with a status, as JSON. */
type Answer<
  Operation extends { responses: object },
  Status extends keyof Operation['responses'],
> = Operation['responses'][Status] extends { content: { 'application/json': infer Json } } ? Json : never

export async function openSession(
  server: string,
  apiKey: string,
  request: Schemas['SessionRequest'],
): Promise<Schemas['OpenedSession']> {
  const response = await fetch(`${server}/liveness/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  return (await read<Answer<Sessions['post'], 201>>(response)).data
}

export async function readSession(
  server: string,
  apiKey: string,
  { id }: Session['get']['parameters']['path'],
): Promise<Schemas['BackEndSession']> {
  const headers = { authorization: `Bearer ${apiKey}` }
  const response = await fetch(`${server}/liveness/sessions/${id}`, { headers })
  const { data } = await read<Answer<Session['get'], 200>>(response)
  if (!('signals' in data)) throw new Error('This is what a person sees')
  return data
}

export async function sendFrame(
  server: string,
  captureToken: string,
  { id, sequence }: Frame['put']['parameters']['path'],
  picture: Uint8Array<ArrayBuffer>,
): Promise<Schemas['FrameResult']> {
  const type: keyof Frame['put']['requestBody']['content'] = 'image/jpeg'
  const response = await fetch(`${server}/liveness/sessions/${id}/frames/${sequence}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${captureToken}`, 'content-type': type },
    body: picture,
  })
  return (await read<Answer<Frame['put'], 200>>(response)).data
}

async function read<Json>(response: Response): Promise<Json> {
  if (response.ok) return (await response.json()) as Json
  const { error, message } = (await response.json()) as Schemas['Refusal']
  const later = error === 'busy' || error === 'too_many_requests'
  throw new Error(later ? `${message} (in ${response.headers.get('retry-after')} s)` : message)
}
