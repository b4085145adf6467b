import type { OpenedKey } from './current-key.ts'
import type { ReceiptClaims } from './receipt-claims.ts'
import { signReceipt } from './sign-receipt.ts'

export interface ReceiptNeeds {
  readonly openKey: () => Promise<OpenedKey>
  readonly issuer: string
  /** Is told why there is no receipt. */
  noteFailure(error: unknown): void
}

/** Signs what was erased; null where that can't be signed. Never throws, and asks no database. */
export type SignReceipt = (claims: ReceiptClaims, now: number) => Promise<string | null>

/**
 * Opens the key for a receipt before what it tells of is erased: without a key it is erased all the same. Take the
 * receipt's time before this, so that it lies before a rotation that retires the key.
 */
export async function openReceipt({ openKey, issuer, noteFailure }: ReceiptNeeds): Promise<SignReceipt> {
  const noteNone = (error: unknown) => {
    noteFailure(error)
    return null
  }
  // A rotation between finding the key and opening it: the next one is there.
  const key = await openKey().catch(openKey).catch(noteNone)
  return async (claims, now) => (key ? signReceipt(key, { issuer, ...claims }, now).catch(noteNone) : null)
}
