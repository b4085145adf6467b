/** How many rows of each kind one transaction deleted, all kinds that it looked for. */
export type Erased = Readonly<Record<string, number>>

/** What stays when something was erased. */
export interface Kept {
  readonly what: KeptKind
  /** Left out where it was not counted: then there may be none. */
  readonly count?: number
  /** ISO 8601, UTC: gone then at the latest, as the settings are now. Null: no end is set. */
  readonly until: string | null
}

export type KeptKind =
  | 'verdict'
  | 'frame_digests'
  | 'posture_digests'
  | 'attempts'
  | 'limit_counts'
  | 'idempotency_keys'
  | 'audit_lines'
  | 'events'

/** What a receipt says, beside its issuer, id and time: never a name, a subject or a score. */
export type ReceiptClaims = ({ readonly session_id: string } | { readonly account_id: string }) & {
  /** ISO 8601, UTC. */
  readonly erased_at: string
  readonly erased: Erased
  readonly kept: readonly Kept[]
}
