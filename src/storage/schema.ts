import type { Generated, Kysely, Transaction } from 'kysely'
import type { OperatorSchema } from './operator-schema.ts'
import type { ResultsSchema } from './results-schema.ts'

/** All times are milliseconds since 1970 UTC. */
export interface Schema extends ResultsSchema, OperatorSchema {
  account: {
    id: string
    username: string
    /** The username as it is compared: unique. */
    username_key: string
    fullname: string
    password_hash: string
    created_at: number
    /** Where the owner last logged in from (an address, IPv6 by its /64), hashed. */
    last_login_network: string | null
  }
  login_session: {
    /** SHA-256 of the cookie's token, base64url. The token itself is stored nowhere. */
    token_hash: string
    account_id: string
    created_at: number
    used_at: number
  }
  throttle: {
    key: string
    count: number
    ends_at: number
  }
  audit: {
    id: Generated<number>
    at: number
    event: string
    actor: string
    address: string
    /** What it is about where that is not the actor, such as a liveness session's id. */
    about: string | null
    /** Up to when the line lets others be deleted: set where the event is `audit_pruned`. */
    pruned_before: number | null
  }
  api_key: {
    id: string
    name: string
    /** SHA-256 of the key, base64url. The key itself is stored nowhere. */
    key_hash: string
    created_at: number
    revoked_at: number | null
    /** What it may do, separated by spaces: see `identity/scopes.ts`. */
    scopes: Generated<string>
    /** From then on it is good for nothing. */
    expires_at: number | null
    /** Midnight UTC of the day of its last use. */
    last_used_at: number | null
  }
  liveness_session: {
    id: string
    /** The account of the person who opened it, or null where a back end did. */
    account_id: string | null
    api_key_id: string | null
    /** Whom the back end says is before the camera. */
    subject: string | null
    /** What the back end says of the device: `passed`, `failed` or `absent`. */
    attestation: Generated<string>
    /** JSON: what was asked for it, with the retries that are left. */
    request: Generated<string>
    /** The session that it was opened in place of, and the one that was opened in its own place. */
    retry_of: string | null
    retried_by: string | null
    /** SHA-256 of the capture token, base64url. */
    token_hash: string
    state: string
    /** JSON: the challenge and what else was settled when the session was created. */
    terms: string
    /** JSON: the models it is judged by. */
    models: string
    created_at: number
    expires_at: number
    /** When its attempt began: its first movement was shown. */
    begun_at: number | null
    ended_at: number | null
    last_sequence: number
    /** Sealed, because it describes a face; null before the first frame and after the end. */
    progress: Uint8Array | null
    /** The connection that streams now, and when it last showed a sign of life. */
    stream_id: string | null
    stream_seen_at: number | null
    verdict: string | null
    hint: string | null
    /** JSON: the decision with its signals, the steps and the frame counts; no measurement of the face. */
    outcome: string | null
  }
  /** Attempts as the limits count them: one row for each limit. Kept for two days, and longer than their session. */
  liveness_attempt: {
    /** Names the limit, hashed. */
    key: string
    session_id: string
    begun_at: number
    /** When it ended; while it runs, when it will at the latest. */
    over_at: number
    /** Null while it runs, and where it was cancelled. */
    verdict: string | null
  }
  liveness_session_key: {
    session_id: string
    /** Which evidence key it is sealed with. */
    evidence_key: string
    /** The key of the session's evidence. */
    sealed: Uint8Array
    keep_until: number
  }
  liveness_image: {
    id: string
    session_id: string
    kind: string
    taken_at: number
    keep_until: number
    sealed: Uint8Array
  }
  liveness_observation: {
    session_id: string
    sequence: number
    keep_until: number
    sealed: Uint8Array
  }
  frame_digest: {
    /** SHA-256 of the decoded picture, hex. Says nothing about who is in it. */
    digest: string
    session_id: string
    seen_at: number
  }
  posture_digest: {
    /** Keyed, of how a face was held in a frame: says nothing without the evidence key. */
    digest: string
    session_id: string
    /** Since the session's attempt began. */
    at_ms: number
    noted_at: number
  }
}

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>
