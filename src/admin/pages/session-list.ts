import { type Html, html } from '../../html.ts'
import { verdicts } from '../../liveness/decision/verdict.ts'
import type { SessionFilter } from '../../liveness/sessions/list-queries.ts'
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
  { name: 'from', label: 'Created from', hint: '2030-01-31' },
  { name: 'to', label: 'Created before', hint: '2030-02-01' },
] as const

/** Which sessions are asked for; what is no state, verdict or time is left out, and named in `ignored`. */
export function readSessionSearch(given: URLSearchParams): {
  readonly filter: SessionFilter
  readonly beforeId: string | undefined
  readonly ignored: readonly string[]
} {
  const text = (name: string) => given.get(name)?.trim() || undefined
  const filter = {
    state: sessionStates.find((state) => state === text('state')),
    verdict: verdicts.find((verdict) => verdict === text('verdict')),
    subject: text('subject'),
    accountId: text('account'),
    apiKeyId: text('key'),
    createdFrom: readTime(text('from')),
    createdTo: readTime(text('to')),
  }
  const read = { state: filter.state, verdict: filter.verdict, from: filter.createdFrom, to: filter.createdTo }
  const ignored = Object.entries(read).filter(([name, value]) => text(name) !== undefined && value === undefined)
  return { filter, beforeId: text('before'), ignored: ignored.map(([name]) => name) }
}

function readTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isFinite(time) ? time : undefined
}

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
