import type { CaptureSession } from './types.js'

const WAIT_MS_MAX = 3_000

/** The signed result of a decided session; null where it can't be had in time, which changes nothing else. */
export const readResult = async (
  server: URL,
  { session_id, capture_token }: CaptureSession,
): Promise<string | null> => {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), WAIT_MS_MAX)
  try {
    const response = await fetch(new URL(`liveness/sessions/${encodeURIComponent(session_id)}/result`, server), {
      headers: { authorization: `Bearer ${capture_token}` },
      signal: late.signal,
    })
    return (await response.json()).data?.token ?? null
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
