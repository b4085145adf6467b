import { mintId } from '../id.ts'
import type { Tx } from '../storage/schema.ts'
import { deletePortrait, type ImageKind, insertImage, insertObservation } from './queries.ts'
import { imagePurpose, observationPurpose, type SessionKeys, seal, sealFrame } from './seal.ts'

export interface FrameEvidence {
  readonly sessionId: string
  /** Epoch milliseconds. */
  readonly keepUntil: number
  /** What was measured: a plain value. */
  readonly frame: { readonly sequence: number; readonly receivedAtMs: number }
  /** The frame's JPEG. */
  readonly picture: Uint8Array
  /**
   * What the picture is kept as: an audit image beside others, the portrait in the place of the one before. Null: not
   * kept.
   */
  readonly imageKind: ImageKind | null
}

/** Keeps, sealed, what was measured on a frame, and its picture where that is worth keeping. */
export async function keepFrame(tx: Tx, keys: SessionKeys, evidence: FrameEvidence): Promise<void> {
  const { sessionId, keepUntil, frame, imageKind: kind, picture } = evidence
  const { sequence, receivedAtMs: takenAt } = frame
  const sealed = sealFrame(keys, observationPurpose(sessionId, sequence), frame)
  await insertObservation(tx, { sessionId, sequence, keepUntil, sealed })
  if (kind === null) return
  if (kind === 'portrait') await deletePortrait(tx, sessionId)
  const id = mintId()
  await insertImage(tx, {
    id,
    sessionId,
    kind,
    takenAt,
    keepUntil,
    sealed: seal(keys[0], imagePurpose(sessionId, id), picture),
  })
}
