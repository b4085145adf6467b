import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { digestPostures } from '../../evidence/posture-digests.ts'
import { findPostures, notePosture } from '../../evidence/posture-queries.ts'
import type { Tx } from '../../storage/schema.ts'
import type { Observation } from '../../vision/observation.ts'
import { comparesPosture, type EarlierPosture, notePostureAt } from '../decision/earlier-sessions.ts'
import { postureCells } from '../decision/posture.ts'
import type { Progress } from '../decision/progress.ts'

export interface ComparedPosture {
  readonly digest: string
  readonly alike: readonly EarlierPosture[]
}

/** Where earlier sessions noted the posture of a frame, by one query of 16 keys; null where none is compared. */
export async function comparePosture(
  tx: Tx,
  evidenceKeys: EvidenceKeys,
  sessionId: string,
  progress: Progress,
  { face }: Observation,
): Promise<ComparedPosture | null> {
  const cells = face && comparesPosture(progress) ? postureCells(face) : null
  if (!cells) return null
  const digests = digestPostures(evidenceKeys, cells)
  return { digest: digests[0]!, alike: await findPostures(tx, digests, sessionId) }
}

/** Notes the posture of a frame for the sessions to come, where the session has come on by it. */
export async function keepPosture(
  tx: Tx,
  { digest }: ComparedPosture,
  sessionId: string,
  before: Progress,
  progress: Progress,
  now: number,
): Promise<void> {
  const atMs = notePostureAt(before, progress)
  if (atMs !== null) await notePosture(tx, digest, { sessionId, atMs }, now)
}
