import type { RefusalLog } from '../audit/refusals.ts'
import { Refusal } from '../errors.ts'

/** Notes in the audit log why a registration was refused, and throws what refused it. */
export async function noteRefusedRegistration(refusals: RefusalLog, error: unknown, address: string): Promise<never> {
  if (error instanceof Refusal && error.status < 500)
    await refusals.record('registration_refused', { actor: 'unknown', address, about: error.name })
  throw error
}
