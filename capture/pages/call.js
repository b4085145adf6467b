/**
 * Calls the server and answers what it said. Throws an error with the server's message, its stable code and, where it
 * told one, the time to wait; a TypeError when the server was not reached, or only something before it that speaks no JSON.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
export async function call(method, path, body) {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { method, ...(body === undefined ? {} : json) })
  const answer = await response.json().catch(() => Promise.reject(new TypeError('not JSON')))
  if (response.ok) return answer
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 0) || undefined
  throw Object.assign(new Error(answer.message), { code: answer.error, status: response.status, retryAfterSeconds })
}
