import { systemClock } from '../clock.ts'
import { isoTime } from '../iso-time.ts'
import { verdicts } from '../liveness/decision/verdict.ts'
import { asOf } from '../liveness/sessions/as-of.ts'
import { listSessions } from '../liveness/sessions/list-queries.ts'
import { type LivenessSession, sessionStates } from '../liveness/sessions/session.ts'
import { command, jsonOption } from './command.ts'
import { findKnownSession } from './find-known-session.ts'
import { printJson, table } from './print.ts'
import { readChoice } from './read-choices.ts'
import { readLimit } from './read-limit.ts'
import { readTime } from './read-time.ts'
import { withStorage } from './with-storage.ts'

const LIMIT = 20
const LIMIT_MAX = 1_000

export const sessionListCommand = command({
  summary: 'List the liveness sessions, newest first',
  more: 'Of everybody. Times: 2030-01-31T12:00:00Z, or an age: 90s, 30m, 24h, 7d. With --json: one object a line.',
  options: {
    state: { type: 'string', value: '<state>', about: `Only those in it: ${sessionStates.join(', ')}` },
    verdict: { type: 'string', value: '<verdict>', about: `Only those with it: ${verdicts.join(', ')}` },
    subject: { type: 'string', value: '<text>', about: 'Only those of this subject' },
    'created-from': { type: 'string', value: '<time>', about: 'Only those created then or later' },
    'created-to': { type: 'string', value: '<time>', about: 'Only those created before' },
    before: { type: 'string', value: '<session>', about: 'Go on after this one, the last of the page before' },
    limit: { type: 'string', value: '<count>', about: `At most so many: ${LIMIT} unless given, up to ${LIMIT_MAX}` },
    ...jsonOption,
  },
  run: ({ options }) => {
    const now = systemClock.now()
    const time = (name: 'created-from' | 'created-to') => {
      const text = options[name]
      return text === undefined ? undefined : readTime(name, text, now)
    }
    const filter = {
      state: options.state === undefined ? undefined : readChoice('state', options.state, sessionStates),
      verdict: options.verdict === undefined ? undefined : readChoice('verdict', options.verdict, verdicts),
      subject: options.subject,
      createdFrom: time('created-from'),
      createdTo: time('created-to'),
    }
    const limit = readLimit(options.limit, { usual: LIMIT, max: LIMIT_MAX })
    return withStorage(async ({ db }) => {
      const before = options.before === undefined ? undefined : await findKnownSession(db, options.before)
      const sessions = (await listSessions(db, filter, { limit, before, now })).map((session) => asOf(session, now))
      if (options.json) for (const session of sessions) printJson(describe(session))
      else if (sessions.length === 0) console.log('There are no such sessions.')
      else console.log(table(['SESSION', 'CREATED', 'STATE', 'VERDICT', 'OPENED BY', 'SUBJECT'], sessions.map(row)))
      return undefined
    })
  },
})

function describe({ id, state, verdict, subject, accountId, apiKeyId, createdAt, expiresAt }: LivenessSession) {
  return {
    session_id: id,
    state,
    verdict,
    subject,
    account_id: accountId,
    api_key_id: apiKeyId,
    created_at: isoTime(createdAt),
    expires_at: isoTime(expiresAt),
  }
}

function row({ id, createdAt, state, verdict, accountId, apiKeyId, subject }: LivenessSession): string[] {
  return [id, isoTime(createdAt), state, verdict ?? '', accountId ?? apiKeyId ?? '', subject ?? '']
}
