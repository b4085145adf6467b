import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { readFrames } from '../../evidence/read-frames.ts'
import type { Db } from '../../storage/schema.ts'
import { advance } from '../decision/advance.ts'
import { conclude } from '../decision/conclude.ts'
import type { Frame } from '../decision/frame.ts'
import type { Outcome } from '../decision/outcome.ts'
import type { Policy } from '../decision/policy.ts'
import { initialProgress } from '../decision/progress.ts'
import type { LivenessSession } from './session.ts'

/**
 * Judges a session again by what was measured in it, under a policy of choice; nothing is stored, the first verdict is
 * the only one. Undefined where the measurements are no longer kept.
 */
export async function rescore(
  { db, evidenceKeys }: { readonly db: Db; readonly evidenceKeys: EvidenceKeys },
  { id, terms }: LivenessSession,
  policy: Policy,
): Promise<Outcome | undefined> {
  const frames = await readFrames<Frame>(db, evidenceKeys, id)
  if (frames.length === 0) return undefined
  return conclude(
    frames.reduce((progress, frame) => advance(progress, frame).progress, initialProgress(terms)),
    policy,
  )
}
