import { auditEvents } from '../../audit/events.ts'
import type { AuditLine } from '../../audit/queries.ts'
import { type Html, html } from '../../html.ts'
import { filterForm, nextPage } from './forms.ts'
import { table } from './table.ts'
import { time } from './time.ts'

const FIELDS = [
  { name: 'event', label: 'Event', choices: auditEvents },
  { name: 'of', label: 'By or about (id)' },
  { name: 'since', label: 'Since (UTC)', hint: 'a week ago' },
] as const

export function auditList(lines: readonly AuditLine[], given: URLSearchParams, hasMore: boolean): Html {
  const rows = lines.map(({ at, event, actor, address, about }) => [
    ...[time(at), event],
    html`<code>${actor}</code>`,
    ...[address, about === null ? null : html`<code>${about}</code>`],
  ])
  return html`${filterForm(FIELDS, given)}
${table(['At', 'Event', 'By', 'From', 'About'], rows, 'No line is like that. Without "Since" the last seven days are searched.')}
${nextPage(given, 'before', hasMore ? lines.at(-1)?.id : undefined)}`
}
