/** The claims of a receipt, once `verifyReceipt` has found them good. It has the one id or the other. */
export interface ReceiptClaims {
  iss: string
  jti: string
  /** Seconds since 1970. */
  iat: number
  session_id?: string
  account_id?: string
  erased_at: string
  /** How many rows of each kind were deleted. */
  erased: Readonly<Record<string, number>>
  /** What stays, and when it is gone at the latest; `until` null means without an end. */
  kept: readonly { readonly what: string; readonly count?: number; readonly until: string | null }[]
}
