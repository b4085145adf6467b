/** The codes that the server refuses with today; a later one may have more. */
export type ErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'invalid_request'
  | 'session_over'
  | 'not_decided'
  | 'idempotency_mismatch'
  | 'too_large'
  | 'too_many_requests'
  | 'busy'
  | 'unavailable'
  | 'internal'
  | (string & {})

export interface ErrorDetail {
  readonly path: string
  readonly problem: string
}

export interface RefusedResponse {
  readonly status: number
  readonly error: ErrorCode
  readonly message: string
  readonly details?: readonly ErrorDetail[] | undefined
  readonly retryAfterSeconds?: number | undefined
}

/** The server refused. `error` is stable, the message may be reworded. */
export class LivenessError extends Error {
  override readonly name = 'LivenessError'
  /** HTTP status. */
  readonly status: number
  /** `unexpected_response` where the answer is not one of the server's: a proxy's error page, for example. */
  readonly error: ErrorCode
  /** Which fields were refused, and why. */
  readonly details: readonly ErrorDetail[]
  /** When trying again makes sense, where the server said so. */
  readonly retryAfterSeconds: number | undefined

  constructor({ status, error, message, details = [], retryAfterSeconds }: RefusedResponse) {
    super(message)
    this.status = status
    this.error = error
    this.details = details
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export type ConnectionReason = 'network' | 'timeout' | 'response_too_large'

/** There was no whole answer. Whether the server did what was asked is not known. */
export class LivenessConnectionError extends Error {
  override readonly name = 'LivenessConnectionError'
  readonly reason: ConnectionReason

  constructor(reason: ConnectionReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Why a signed result is not believed. */
export type ResultProblem =
  | 'malformed'
  | 'algorithm'
  | 'type'
  | 'unknown_key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'not_yet_valid'
  | 'expired'
  | 'too_old'
  | 'nonce'
  | 'subject'
  | 'session'
  | 'verdict'

/** Why a receipt is not believed. */
export type ReceiptProblem =
  | 'malformed'
  | 'algorithm'
  | 'type'
  | 'unknown_key'
  | 'signature'
  | 'retired_key'
  | 'issuer'
  | 'session'
  | 'account'

/** Why a webhook is not believed. */
export type WebhookProblem = 'missing_header' | 'malformed' | 'timestamp' | 'signature' | 'too_large'

/** What arrived is not to be believed. `reason` is stable; tell it your log, not the sender. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  readonly reason: ResultProblem | ReceiptProblem | WebhookProblem

  constructor(reason: ResultProblem | ReceiptProblem | WebhookProblem, message: string) {
    super(message)
    this.reason = reason
  }
}
