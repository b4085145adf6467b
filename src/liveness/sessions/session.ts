import type { SealedSessionKey } from '../../evidence/session-keys.ts'
import type { Hint, Outcome } from '../decision/outcome.ts'
import type { Terms } from '../decision/progress.ts'
import type { Verdict } from '../decision/verdict.ts'
import type { SessionRequest } from './schemas.ts'

/** States in which frames are taken. */
export const openStates = ['waiting', 'running'] as const
export const sessionStates = [...openStates, 'decided', 'expired', 'cancelled'] as const
export type SessionState = (typeof sessionStates)[number]

/** Whose session it is: the account that opened it, or the back end with the subject it named. */
export interface Owner {
  readonly accountId: string | null
  readonly apiKeyId: string | null
  readonly subject: string | null
}

/** What a back end found when it verified the app's platform attestation; `absent` where it verified none. */
export const attestations = ['passed', 'failed', 'absent'] as const
export type Attestation = (typeof attestations)[number]

export interface Model {
  readonly name: string
  readonly sha256: string
}

/** One capture attempt, as stored. Times are epoch milliseconds. */
export interface LivenessSession extends Owner {
  readonly id: string
  readonly state: SessionState
  readonly terms: Terms
  readonly models: readonly Model[]
  /** Decides nothing: it is told to the back end along with the verdict. */
  readonly attestation: Attestation
  /** What was asked for it. */
  readonly request: SessionRequest
  /** The session that it was opened in place of. */
  readonly retryOf: string | null
  /** The session that was opened in its place. */
  readonly retriedBy: string | null
  readonly createdAt: number
  readonly expiresAt: number
  /** When the first movement was shown: from then on it is an attempt. */
  readonly begunAt: number | null
  readonly endedAt: number | null
  readonly lastSequence: number
  /** Opens its progress and evidence; null once that was erased, and for a session that version 0.1 opened. */
  readonly key: SealedSessionKey | null
  /** Sealed. */
  readonly progress: Uint8Array | null
  readonly streamId: string | null
  readonly streamSeenAt: number | null
  readonly verdict: Verdict | null
  readonly hint: Hint | null
  readonly outcome: Outcome | null
}

export const isOpen = ({ state }: Pick<LivenessSession, 'state'>): boolean =>
  (openStates as readonly SessionState[]).includes(state)

/** Who a session belongs to, as the audit log names them. */
export const ownerId = ({ accountId, apiKeyId }: Owner): string => accountId ?? apiKeyId ?? 'unknown'
