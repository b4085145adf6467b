import type { Config, SettingName } from '../config.ts'
import { DIGESTS_KEPT_MS } from '../evidence/digests-kept.ts'
import { IDEMPOTENCY_MS } from '../http/limits.ts'
import { OPERATOR_SESSION_MS_MAX } from '../identity/operator-session.ts'
import type { Schema } from '../storage/schema.ts'
import { ATTEMPTS_KEPT_MS } from '../throttle/attempts-kept.ts'

/** One kind of rows that come to an end by themselves. */
export interface Retention {
  readonly table: keyof Schema
  readonly holds: string
  /** What it says of people. */
  readonly about: 'biometric' | 'personal' | 'hashed' | 'nobody'
  readonly kept: string
  readonly settings: readonly SettingName[]
  /** Who else erases it before the sweep does. */
  readonly erasedBy: string
  /** When a row ends: so long after the time in its column, or never where that is null. Not there: not by its age. */
  readonly ends?: { readonly column: string; afterMs(config: Config): number | null }
  /** Rows that wait for something stay longer. */
  readonly mayWait?: true
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const daysOrForEver = (days: number) => (days === 0 ? null : days * DAY_MS)

const byItsDate = { column: 'keep_until', afterMs: () => 0 }
const EVIDENCE = {
  about: 'biometric',
  kept: 'from the session’s creation on',
  settings: ['EVIDENCE_HOURS'],
  ends: byItsDate,
  erasedBy: 'erasing the session, deleting the account',
} as const

/** Everything in the database that comes to an end by itself, as docs/retention.md has it. */
export const retention: readonly Retention[] = [
  {
    table: 'login_session',
    holds: 'hash of a login’s token, its times',
    about: 'personal',
    kept: 'from the login on; idle ones are good for nothing after `LOGIN_IDLE_MINUTES`',
    settings: ['LOGIN_MAX_HOURS', 'LOGIN_IDLE_MINUTES'],
    erasedBy: 'logging out, a new password, deleting the account',
    ends: { column: 'created_at', afterMs: (config) => config.LOGIN_MAX_HOURS * HOUR_MS },
  },
  {
    table: 'operator_session',
    holds: 'hash of an operator’s token, its times',
    about: 'personal',
    kept: '8 hours from the login on; 15 minutes from the last use on',
    settings: [],
    erasedBy: 'logging out, `liveness admin reset`, `liveness admin remove`',
    ends: { column: 'created_at', afterMs: () => OPERATOR_SESSION_MS_MAX },
  },
  {
    table: 'throttle',
    holds: 'counts of attempts, by hashes of names, networks and owners',
    about: 'hashed',
    kept: 'until its window ends: `LOGIN_FAILURE_MINUTES`, or an hour',
    settings: ['LOGIN_FAILURE_MINUTES'],
    erasedBy: 'nobody',
    ends: { column: 'ends_at', afterMs: () => 0 },
  },
  {
    table: 'liveness_session',
    holds: 'subject, verdict, signals, steps; while it is open what was measured so far, sealed',
    about: 'personal',
    kept: 'from its creation on; 0 stands for ever',
    settings: ['SESSION_DAYS'],
    erasedBy: 'deleting the account',
    ends: { column: 'created_at', afterMs: (config) => daysOrForEver(config.SESSION_DAYS) },
  },
  { table: 'liveness_session_key', holds: 'the key of a session’s evidence, sealed', ...EVIDENCE },
  { table: 'liveness_image', holds: 'pictures of the face, sealed', ...EVIDENCE },
  { table: 'liveness_observation', holds: 'measurements of the face, sealed', ...EVIDENCE },
  {
    table: 'frame_digest',
    holds: 'hashes of pictures, by which one that is sent again is recognized',
    about: 'hashed',
    kept: '30 days, no longer than their session',
    settings: ['SESSION_DAYS'],
    erasedBy: 'deleting the account',
    ends: { column: 'seen_at', afterMs: () => DIGESTS_KEPT_MS },
  },
  {
    table: 'posture_digest',
    holds: 'keyed hashes of how a face was held, by which a film is recognized',
    about: 'hashed',
    kept: 'from the picture on, no longer than their session',
    settings: ['FILM_DAYS', 'SESSION_DAYS'],
    erasedBy: 'deleting the account',
    ends: { column: 'noted_at', afterMs: (config) => config.FILM_DAYS * DAY_MS },
  },
  {
    table: 'liveness_attempt',
    holds: 'that an attempt was made and how it ended, by hashes of owner and network',
    about: 'hashed',
    kept: '2 days',
    settings: [],
    erasedBy: 'nobody: else a network could try as often as it makes accounts',
    ends: { column: 'begun_at', afterMs: () => ATTEMPTS_KEPT_MS },
  },
  {
    table: 'audit',
    holds: 'who did what, when, from which address; ids, never names',
    about: 'personal',
    kept: '30 days at least; 0 stands for ever',
    settings: ['AUDIT_DAYS'],
    erasedBy: '`liveness audit prune`, which leaves a line',
    ends: { column: 'at', afterMs: (config) => daysOrForEver(config.AUDIT_DAYS) },
  },
  {
    table: 'idempotency_key',
    holds: 'which session a repeated request gets, by hashes of owner and key',
    about: 'hashed',
    kept: '24 hours',
    settings: [],
    erasedBy: 'nobody',
    ends: { column: 'created_at', afterMs: () => IDEMPOTENCY_MS },
  },
  {
    table: 'sealed_secret',
    holds: 'private keys, secrets of webhooks, capture tokens to be repeated; sealed',
    about: 'nobody',
    kept: 'as long as what it belongs to',
    settings: [],
    erasedBy: '`liveness signing-key rotate`, `liveness webhook remove`',
  },
  {
    table: 'signing_key',
    holds: 'public keys that verify receipts',
    about: 'nobody',
    kept: 'the 1,000 that were retired last',
    settings: [],
    erasedBy: 'nobody',
  },
  {
    table: 'webhook_endpoint',
    holds: 'the address of a webhook that was removed',
    about: 'nobody',
    kept: 'an hour after `liveness webhook remove`',
    settings: [],
    erasedBy: 'nobody',
    ends: { column: 'removed_at', afterMs: () => HOUR_MS },
  },
  {
    table: 'webhook_event',
    holds: 'the body that webhooks are sent: ids, subject, verdict',
    about: 'personal',
    kept: 'with the last of its deliveries',
    settings: ['WEBHOOK_DAYS'],
    erasedBy: 'deleting the account, `liveness webhook remove`',
    ends: { column: 'created_at', afterMs: (config) => config.WEBHOOK_DAYS * DAY_MS },
    mayWait: true,
  },
  {
    table: 'webhook_delivery',
    holds: 'to which webhook an event was sent, how it went',
    about: 'nobody',
    kept: 'from its end on; one that waits stays',
    settings: ['WEBHOOK_DAYS'],
    erasedBy: 'deleting the account, `liveness webhook remove`',
    ends: { column: 'tried_at', afterMs: (config) => config.WEBHOOK_DAYS * DAY_MS },
    mayWait: true,
  },
]

/** What stays until somebody deletes it, and why it may. */
export const endless: Readonly<Record<string, string>> = {
  account: 'until `DELETE /user/delete` or `liveness account delete`',
  api_key: 'for ever, its name and times: lines of the audit log name it by its id',
  operator: 'until `liveness admin remove`',
  migration: 'for ever: which version the database is of',
}
