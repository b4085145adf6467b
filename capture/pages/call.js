/**
 * Calls the server and answers what it said. Throws an error with the server's message, its stable code and, where it
 * told one, the time to wait; a TypeError when the server was not reached.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
export async function call(method, path, body) {
  const headers = body === undefined ? undefined : { 'content-type': 'application/json' }
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const answer = await response.json()
  if (response.ok) return answer
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 0) || undefined
  throw Object.assign(new Error(answer.message), { code: answer.error, retryAfterSeconds })
}
