import type { Config } from '../../config.ts'
import { openCurrentKey, type SigningNeeds } from './current-key.ts'
import { issuerOf } from './issuer.ts'
import { openReceipt, type SignReceipt } from './open-receipt.ts'

export type ReceiptsNeeds = SigningNeeds & { readonly config: Pick<Config, 'PUBLIC_URL'> }

/** The parts of a request that a receipt needs: the port it came by, and the log. */
interface Asked {
  readonly id: string
  readonly socket: { readonly localPort?: number | undefined }
  readonly log: { error(about: object, message: string): void }
}

/** Opens receipts for the requests that erase something. */
export function openReceipts(needs: ReceiptsNeeds): (request: Asked) => Promise<SignReceipt> {
  const openKey = openCurrentKey(needs)
  return ({ id, socket, log }) =>
    openReceipt({
      openKey,
      issuer: issuerOf(needs.config, socket.localPort),
      noteFailure: (err) => log.error({ requestId: id, err }, 'a receipt could not be signed'),
    })
}
