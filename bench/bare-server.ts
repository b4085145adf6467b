/**
 * What our server is measured against: bare `node:http` that answers the same bytes, and for `/home` does the same hash
 * and the same look-up in the same SQLite file with a prepared statement.
 */
import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [file = ''] = process.argv.slice(2)
const find = new DatabaseSync(file).prepare(
  'select account.fullname, login_session.created_at, login_session.used_at from login_session ' +
    'join account on account.id = login_session.account_id where token_hash = ?',
)

const server = createServer((request, response) => {
  const message = request.url === '/' ? 'You found me!' : greet(request.headers.cookie ?? '')
  const body = JSON.stringify({ status_code: 200, message })
  response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
    .end(body)
})
server.listen(0, '127.0.0.1', () =>
  console.error(`liveness-server is at http://127.0.0.1:${(server.address() as { port: number }).port}`),
)

function greet(cookie: string): string {
  const session = find.get(hash('sha256', cookie.slice('X-LIVENESS-TOKEN='.length), 'base64url'))
  return `Hello ${session?.fullname}`
}
