export interface CallError extends Error {
  readonly code?: string
  readonly status?: number
  readonly retryAfterSeconds?: number
}

export interface Answer<Data> {
  readonly message: string
  readonly data: Data
}

/**
 * Calls the server and answers what it said. Throws an error with the server's message, its stable code and, where it
 * told one, the time to wait; a TypeError when the server was not reached, or only something before it that speaks no JSON.
 */
export async function call<Data>(method: string, path: string, body?: unknown): Promise<Answer<Data>> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { method, ...(body === undefined ? {} : json) })
  const answer = await response.json().catch(() => Promise.reject(new TypeError('not JSON')))
  if (response.ok) return answer
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 0) || undefined
  throw Object.assign(new Error(answer.message), { code: answer.error, status: response.status, retryAfterSeconds })
}
