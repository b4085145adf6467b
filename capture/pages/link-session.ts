import type { CaptureSession } from '../liveness-capture.js'
import { readResult } from '../read-result.js'
import { call } from './call.js'

/** What the server tells the holder of a session's capture token. */
export interface LinkSession {
  readonly session_id: string
  readonly state: 'waiting' | 'running' | 'decided' | 'expired' | 'cancelled'
  readonly next_action: 'accept' | 'reject' | 'retry' | null
  readonly return_url: string | null
  readonly retries_left: number
  /** The signed result, once there is one. */
  readonly token?: string | null
}

/**
 * The session is in the fragment, which browsers send to no server: `#<session id>.<capture token>`. It moves at once
 * from the address, which is seen, copied and shared, to the state of the history entry, where a reload finds it.
 */
export function takeSession(): CaptureSession | undefined {
  if (location.hash !== '') storeSession(location.hash.slice(1))
  const [session_id = '', capture_token = ''] = String(history.state ?? '').split('.')
  return session_id === '' || capture_token === '' ? undefined : { session_id, capture_token }
}

const storeSession = (text: string): void => history.replaceState(text, '', location.pathname + location.search)

export async function readSession(session: CaptureSession): Promise<LinkSession> {
  const { session_id, capture_token } = session
  const { data } = await call<LinkSession>('GET', `/liveness/sessions/${session_id}`, undefined, capture_token)
  return data.state === 'decided' ? { ...data, token: await readResult(new URL(location.origin), session) } : data
}

/** Opens a session in place of one that ended; a reload finds the new one. Throws as `call`. */
export async function retrySession({ session_id, capture_token }: CaptureSession): Promise<CaptureSession> {
  const path = `/liveness/sessions/${session_id}/retry`
  const { data } = await call<CaptureSession>('POST', path, undefined, capture_token)
  storeSession(`${data.session_id}.${data.capture_token}`)
  return data
}

export const isOver = ({ state }: LinkSession): boolean => state !== 'waiting' && state !== 'running'

/** How an ended check ended, by the name of the words that say it. */
export const endOf = ({ next_action }: LinkSession): 'succeeded' | 'notSucceeded' | 'over' =>
  next_action === 'accept' ? 'succeeded' : next_action === 'reject' ? 'notSucceeded' : 'over'

export const mayRetry = ({ next_action, retries_left }: LinkSession): boolean =>
  next_action === 'retry' && retries_left > 0

/**
 * Where the session leads the person, with its id and state added to the query that is there, and the signed result in
 * the fragment, which browsers send to no server and no log.
 */
export function returnAddress({ return_url, session_id, state, token }: LinkSession): string | undefined {
  if (return_url === null) return undefined
  const to = new URL(return_url)
  to.search += `${to.search ? '&' : '?'}${new URLSearchParams({ session_id, state })}`
  if (token) to.hash = `result=${token}`
  return to.href
}
