import { type KeyObject, randomBytes } from 'node:crypto'
import { deletePortrait, type ImageKind, insertImage, insertObservation } from '../../evidence/queries.ts'
import { seal, sealValue } from '../../evidence/seal.ts'
import type { Tx } from '../../storage/schema.ts'
import type { Frame } from '../decision/frame.ts'
import type { Progress } from '../decision/progress.ts'

const ID_BYTES = 12

export interface EvidenceOf {
  readonly sessionId: string
  readonly keepUntil: number
  readonly frame: Frame
  readonly picture: Uint8Array
  readonly before: Progress
  readonly after: Progress
}

/** What sealed evidence is sealed for: nothing of one row opens as another's. */
export const imageSeal = (sessionId: string, id: string): string => `image ${sessionId} ${id}`
export const observationSeal = (sessionId: string, sequence: number): string => `observation ${sessionId} ${sequence}`

/** Keeps, sealed, what was measured on a frame, and the frame itself where it is the best portrait yet or an answer. */
export async function keepEvidence(tx: Tx, key: KeyObject, evidence: EvidenceOf): Promise<void> {
  const { sessionId, keepUntil, frame, before, after } = evidence
  const { sequence } = frame
  const sealed = sealValue(key, observationSeal(sessionId, sequence), frame)
  await insertObservation(tx, { sessionId, sequence, keepUntil, sealed })
  if (after.kept.auditImages > before.kept.auditImages) await keepImage(tx, key, evidence, 'audit')
  if (after.kept.portraitMerit > before.kept.portraitMerit) {
    await deletePortrait(tx, sessionId)
    await keepImage(tx, key, evidence, 'portrait')
  }
}

async function keepImage(
  tx: Tx,
  key: KeyObject,
  { sessionId, keepUntil, frame, picture }: EvidenceOf,
  kind: ImageKind,
) {
  const id = randomBytes(ID_BYTES).toString('base64url')
  const sealed = seal(key, imageSeal(sessionId, id), picture)
  await insertImage(tx, { id, sessionId, kind, takenAt: frame.receivedAtMs, keepUntil, sealed })
}
