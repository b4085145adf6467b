import type { EvidenceKeys } from '../../evidence/evidence-keys.ts'
import { openSessionKeys } from '../../evidence/session-keys.ts'
import { unsealProgress } from '../../evidence/session-progress.ts'
import { initialProgress, PROGRESS_VERSION, type Progress } from '../decision/progress.ts'
import type { LivenessSession } from './session.ts'

/**
 * The progress of an open session. Where another version of the program stored it, the session starts over. Throws
 * where it was sealed with a key that is not here.
 */
export function readProgress(keys: EvidenceKeys, session: LivenessSession): Progress {
  const { id, progress, terms } = session
  const known = progress && unsealProgress<Progress>(openSessionKeys(keys, session), id, progress)
  return known?.version === PROGRESS_VERSION ? known : initialProgress(terms)
}
