import { type Html, html } from '../../html.ts'
import { verdicts } from '../../liveness/decision/verdict.ts'
import { type LivenessSession, sessionStates } from '../../liveness/sessions/session.ts'
import { filterForm, nextPage } from './forms.ts'
import { table } from './table.ts'
import { time } from './time.ts'

const FIELDS = [
  { name: 'state', label: 'State', choices: sessionStates },
  { name: 'verdict', label: 'Verdict', choices: verdicts },
  { name: 'subject', label: 'Subject' },
  { name: 'account', label: 'Account (id)' },
  { name: 'key', label: 'API key (id)' },
  { name: 'from', label: 'Created from (UTC)', hint: '2030-01-31 12:00' },
  { name: 'to', label: 'Created before (UTC)', hint: '2030-02-01' },
] as const

export function sessionList(sessions: readonly LivenessSession[], given: URLSearchParams, hasMore: boolean): Html {
  const rows = sessions.map(({ id, createdAt, state, verdict, hint, subject, accountId, apiKeyId }) => [
    html`<a href="/admin/sessions/${id}">${id}</a>`,
    time(createdAt),
    state,
    verdict,
    hint,
    subject ?? (accountId === null ? null : html`<a href="/admin/accounts/${accountId}">account</a>`),
    apiKeyId === null ? 'the person' : 'an API key',
  ])
  const headings = ['Session', 'Created', 'State', 'Verdict', 'Hint', 'Of', 'Opened by']
  return html`${filterForm(FIELDS, given)}
${table(headings, rows, 'No session is like that. Sessions are opened by POST /liveness/sessions, or at /demo.')}
${nextPage(given, 'before', hasMore ? sessions.at(-1)?.id : undefined)}`
}
