import type { KeyObject } from 'node:crypto'
import { listSealedObservations } from '../../evidence/queries.ts'
import { unsealValue } from '../../evidence/seal.ts'
import type { Db } from '../../storage/schema.ts'
import { advance } from '../decision/advance.ts'
import type { Frame } from '../decision/frame.ts'
import type { Policy } from '../decision/policy.ts'
import { begin } from '../decision/progress.ts'
import { conclude } from './conclude.ts'
import { observationSeal } from './keep-evidence.ts'
import type { LivenessSession, Outcome } from './session.ts'

/**
 * Judges a session again by what was measured in it, under a policy of choice; nothing is stored, the first verdict is
 * the only one. Undefined where the measurements are no longer kept.
 */
export async function rescore(
  { db, evidenceKey }: { readonly db: Db; readonly evidenceKey: KeyObject },
  { id, terms }: LivenessSession,
  policy: Policy,
): Promise<Outcome | undefined> {
  const rows = await listSealedObservations(db, id)
  if (rows.length === 0) return undefined
  const progress = rows
    .map(({ sequence, sealed }) => unsealValue<Frame>(evidenceKey, observationSeal(id, sequence), sealed))
    .reduce((before, frame) => advance(before, frame).progress, begin(terms))
  return conclude(progress, policy)
}
