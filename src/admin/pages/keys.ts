import { type Html, html } from '../../html.ts'
import type { ApiKey } from '../../identity/api-key-queries.ts'
import { table } from './table.ts'
import { time } from './time.ts'

export function keyList(keys: readonly ApiKey[], now: number): Html {
  const rows = keys.map(({ id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }) => [
    name,
    html`<a href="/admin/sessions?key=${id}"><code>${id}</code></a>`,
    scopes.join(', '),
    time(createdAt),
    time(expiresAt),
    lastUsedAt === null ? 'never' : time(lastUsedAt),
    revokedAt !== null
      ? html`revoked ${time(revokedAt)!}`
      : expiresAt !== null && expiresAt <= now
        ? 'ended'
        : html`<a href="/admin/keys/${id}/revoke">Revoke …</a>`,
  ])
  const headings = ['Name', 'Id', 'Scopes', 'Created', 'Ends', 'Last used (day)', 'State']
  return table(headings, rows, 'There are no API keys yet. To make one: liveness key create <name>')
}
