import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { openCurrentKey } from '../results/signing/current-key.ts'
import { issuerOf } from '../results/signing/issuer.ts'
import { openReceipt, type SignReceipt } from '../results/signing/open-receipt.ts'
import type { Db } from '../storage/schema.ts'

/** Opens a receipt of what a command erases. Where it can't be signed, standard error says why. */
export function openLocalReceipt(db: Db, config: Config): Promise<SignReceipt> {
  return openReceipt({
    openKey: async () => openCurrentKey({ db, clock: systemClock, evidenceKeys: openEvidenceKeys(config) })(),
    issuer: issuerOf(config, config.PORT),
    noteFailure: (error) => console.error(`No receipt could be signed: ${(error as Error).message}`),
  })
}
