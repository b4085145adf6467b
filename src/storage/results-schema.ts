import type { Generated } from 'kysely'

/** What results travel by, and the secrets for it. All times are milliseconds since 1970 UTC. */
export interface ResultsSchema {
  /** What signs results. The private half is a sealed secret, deleted when another key takes its place. */
  signing_key: {
    /** RFC 7638 thumbprint. */
    id: string
    /** The public half (Ed25519), base64url. */
    public_x: string
    created_at: number
    /** Null for the one that signs. */
    retired_at: number | null
  }
  idempotency_key: {
    /** Names the owner and the key, hashed. */
    id: string
    /** Of what was asked for with it. */
    body_hash: string
    session_id: string
    created_at: number
  }
  /** What the server must read itself and nobody else may: keys that sign. */
  sealed_secret: {
    id: string
    /** Which evidence key it is sealed with. */
    evidence_key: string
    sealed: Uint8Array
  }
  /** Whom to tell of what happened. Its secrets are among the sealed ones, by its id and their version. */
  webhook_endpoint: {
    id: string
    url: string
    /** JSON: the types of events it wants; null for all. */
    events: string | null
    secret_version: number
    /** Until then the secret of the version before signs, too. */
    previous_secret_until: number | null
    created_at: number
    /** Since when no delivery has succeeded; null while they do. */
    failing_since: number | null
    disabled_at: number | null
    disabled_why: string | null
    removed_at: number | null
  }
  /** What happened, written with what made it happen. */
  webhook_event: {
    id: string
    type: string
    /** What it is about: events about the same are delivered one after the other. */
    order_key: string
    /** The account whose session it is about. */
    account_id: string | null
    body: string
    created_at: number
  }
  webhook_delivery: {
    id: Generated<number>
    event_id: string
    endpoint_id: string
    order_key: string
    state: string
    attempts: number
    /** When any process may try it; while one does, when another may. */
    due_at: number
    /** Names the attempt that runs. */
    lease: string | null
    tried_at: number | null
    last_outcome: string | null
  }
}
