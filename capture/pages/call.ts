export interface CallError extends Error {
  readonly code?: string
  readonly status?: number
  readonly retryAfterSeconds?: number
}

export interface ResponseBody<Data> {
  readonly message: string
  readonly data: Data
}

/**
 * Calls the server and returns the body of its response. Throws an error with the server's message, its stable code
 * and, where it gives one, the time to wait; a TypeError when the server was not reached, or only a proxy that returned
 * no JSON.
 */
export async function call<Data>(method: string, path: string, body?: unknown): Promise<ResponseBody<Data>> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { method, ...(body === undefined ? {} : json) })
  const responseBody = await response.json().catch(() => Promise.reject(new TypeError('not JSON')))
  if (response.ok) return responseBody
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 0) || undefined
  throw Object.assign(new Error(responseBody.message), {
    code: responseBody.error,
    status: response.status,
    retryAfterSeconds,
  })
}
