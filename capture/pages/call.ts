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
 * Calls the server, by the cookie or a capture token, and returns the body of its response. Throws an error with the
 * server's message, its stable code and, where it gives one, the time to wait; a TypeError when the server was not
 * reached, or only a proxy that returned no JSON.
 */
export async function call<Data>(
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<ResponseBody<Data>> {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const responseBody = await response.json().catch(() => Promise.reject(new TypeError('not JSON')))
  if (response.ok) return responseBody
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 0) || undefined
  throw Object.assign(new Error(responseBody.message), {
    code: responseBody.error,
    status: response.status,
    retryAfterSeconds,
  })
}
