import type { AccountEntry } from '../../accounts/find-queries.ts'
import { type Html, html } from '../../html.ts'
import { isoTime } from '../../iso-time.ts'
import { actions, filterForm, nextPage } from './forms.ts'
import { facts, table } from './table.ts'
import { time } from './time.ts'

const FIELDS = [{ name: 'name', label: 'Username begins with' }] as const

export function accountList(accounts: readonly AccountEntry[], given: URLSearchParams, hasMore: boolean): Html {
  const rows = accounts.map(({ id, username, fullname, createdAt }) => [
    html`<a href="/admin/accounts/${id}">${username}</a>`,
    fullname,
    time(createdAt),
  ])
  return html`${filterForm(FIELDS, given)}
${table(['Username', 'Full name', 'Created'], rows, 'There is no such account. People register at POST /auth/register.')}
${nextPage(given, 'after', hasMore ? accounts.at(-1)?.usernameKey : undefined)}`
}

export function accountPage(
  { id, username, fullname, createdAt }: AccountEntry,
  logins: readonly { readonly createdAt: number; readonly usedAt: number }[],
): Html {
  const rows = logins.map((login) => [time(login.createdAt), time(login.usedAt)])
  return html`${facts({ Account: html`<code>${id}</code>`, Username: username, 'Full name': fullname, Created: time(createdAt) })}
<h2>Login sessions</h2>
${table(['Logged in', 'Last used'], rows, 'It is logged in nowhere.')}
<h2>More</h2>
${actions({
  'Its liveness sessions': `/admin/sessions?account=${id}`,
  'Audit log of it': `/admin/audit?of=${id}&since=${isoTime(createdAt)}`,
  'Log it out everywhere …': `/admin/accounts/${id}/end-logins`,
  'Erase it …': `/admin/accounts/${id}/erase`,
})}`
}
