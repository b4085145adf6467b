import type { KeyObject } from 'node:crypto'
import { unsealValue } from '../../evidence/seal.ts'
import { begin, type Progress } from '../decision/progress.ts'
import type { LivenessSession } from './session.ts'

export const progressSeal = (sessionId: string): string => `progress ${sessionId}`

/** What an open session has come to. Throws where it was sealed with another key. */
export function readProgress(key: KeyObject, { id, progress, terms }: LivenessSession): Progress {
  return progress ? unsealValue<Progress>(key, progressSeal(id), progress) : begin(terms)
}
