import type { EvidenceKeys } from '../evidence/evidence-keys.ts'
import { isStorageFailure } from '../storage/failure.ts'
import type { Db } from '../storage/schema.ts'
import { listOperators } from './queries.ts'
import { openSecondFactor } from './second-factor.ts'

/** Names of the operators who can't log in: the evidence key that sealed their second factor is not among these. */
export async function listLockedOut(db: Db, keys: EvidenceKeys | undefined): Promise<string[]> {
  const lockedOut: string[] = []
  for (const { id, name } of await listOperators(db))
    if (keys === undefined || !(await opens(db, keys, id))) lockedOut.push(name)
  return lockedOut
}

async function opens(db: Db, keys: EvidenceKeys, operatorId: string): Promise<boolean> {
  try {
    return (await openSecondFactor(db, keys, operatorId)) !== undefined
  } catch (error) {
    if (isStorageFailure(error)) throw error
    return false
  }
}
