const ID = /^[\w-]{1,64}$/

/** The path of a session, or of what is below it. Throws `TypeError` for an id that the server can't have made. */
export function sessionPath(id: string, ...below: readonly string[]): string {
  const wrong = [id, ...below].find((part) => !ID.test(part))
  if (wrong !== undefined) throw new TypeError('Not an id of a liveness server')
  return ['/liveness/sessions', id, ...below].join('/')
}

/** `?…` with what is given, or nothing. */
export function sessionQuery(asked: object): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? '' : `?${query}`
}
