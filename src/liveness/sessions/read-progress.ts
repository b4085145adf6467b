import type { KeyObject } from 'node:crypto'
import { unsealProgress } from '../../evidence/session-progress.ts'
import { initialProgress, PROGRESS_VERSION, type Progress } from '../decision/progress.ts'
import type { LivenessSession } from './session.ts'

/**
 * The progress of an open session. Where another version of the program stored it, the session starts over. Throws
 * where it was sealed with another key.
 */
export function readProgress(key: KeyObject, { id, progress, terms }: LivenessSession): Progress {
  const known = progress && unsealProgress<Progress>(key, id, progress)
  return known?.version === PROGRESS_VERSION ? known : initialProgress(terms)
}
