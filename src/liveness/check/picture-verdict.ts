import type { Examination, FaceObservation } from '../../vision/observation.ts'
import { findFault, guidanceMessages } from '../decision/guidance.ts'
import type { Policy } from '../decision/policy.ts'
import type { Verdict } from '../decision/verdict.ts'

/** What one picture that stands alone says. It can't show that somebody is there: only a session can. */
export interface CheckOutcome {
  readonly verdict: Verdict
  /** Why, in a sentence for the person. */
  readonly message: string
  readonly faces: readonly CheckedFace[]
}

export interface CheckedFace {
  readonly face: FaceObservation
  /** What to do better, `ok` where there is nothing. */
  readonly guidance: keyof typeof guidanceMessages
  readonly passivePad: {
    readonly state: 'passed' | 'failed' | 'not_measured'
    readonly value: number | null
    readonly threshold: number
  }
}

/**
 * Live only where one usable face was detected and its score reaches the policy's threshold; a score that is no number
 * decides nothing.
 */
export function checkVerdict(examination: Examination, policy: Policy): CheckOutcome {
  const { threshold, spoofBelow } = policy.rules.passive_pad
  const faces = examination.faces.map((face): CheckedFace => {
    const value = Number.isFinite(face.bonaFideScore) ? face.bonaFideScore : null
    const state = value === null ? 'not_measured' : value >= threshold ? 'passed' : 'failed'
    const guidance = findFault({ ...examination, face }) ?? 'ok'
    return { face, guidance, passivePad: { state, value, threshold } }
  })
  const [first] = faces
  const outcome = (verdict: Verdict, message: string): CheckOutcome => ({ verdict, message, faces })
  if (first === undefined) return outcome('inconclusive', 'No face was found')
  if (!(examination.faceCount === 1))
    return outcome('inconclusive', 'Several faces were found: only one person may be in view')
  if (first.guidance !== 'ok') return outcome('inconclusive', guidanceMessages[first.guidance])
  const score = first.passivePad.value
  if (first.face.bonaFideScore === null)
    return outcome(
      'inconclusive',
      'No presentation-attack model is installed, so a single picture decides nothing: use a liveness session',
    )
  if (score === null) return outcome('inconclusive', 'The picture could not be measured: send another one')
  if (score >= threshold) return outcome('live', 'Nothing speaks against the picture')
  if (spoofBelow !== null && score < spoofBelow) return outcome('spoof', 'The picture looks like a presentation attack')
  return outcome('inconclusive', 'The picture is not clear enough to decide')
}
