import { findFault } from '../liveness/decision/guidance.ts'
import { signalNames } from '../liveness/decision/policy.ts'
import type { Measures } from '../liveness/decision/signals.ts'
import { decide } from '../liveness/decision/verdict.ts'
import type { Observation } from '../vision/observation.ts'
import type { Presentation } from './data-set.ts'
import type { PlayOptions } from './play-presentation.ts'
import { type SessionResult, signalResults } from './session-result.ts'
import { skinLuminance } from './skin-luminance.ts'

/**
 * What one picture can say, as `POST /liveness/check` does: whether it can be used, and what the presentation-attack
 * models say of it. All else needs a session and is not measured.
 */
export function judgePicture(
  presentation: Presentation,
  frames: readonly Observation[],
  { policy, presentationAttackInstalled }: Pick<PlayOptions, 'policy' | 'presentationAttackInstalled'>,
): SessionResult {
  const [picture] = frames
  const fault = picture ? findFault(picture) : 'no_face'
  const passivePad = fault === null ? (picture?.face?.bonaFideScore ?? null) : null
  const values: Measures['values'] = {
    ...(Object.fromEntries(signalNames.map((name) => [name, null])) as Measures['values']),
    ...{ passive_pad: passivePad, quality: fault === null ? 1 : 0 },
  }
  const decision = decide({ values, presentationAttackInstalled, reduced: true }, policy)
  const signals = signalResults(decision, policy)
  const passed = (name: string) => signals.some((one) => one.name === name && one.state === 'passed')
  return {
    ...{ presentation, seed: 0, manner: 'single_picture', score: null, signals, seconds: 0 },
    verdict: passed('passive_pad') && passed('quality') ? 'live' : decision.verdict,
    ...{
      framesUsed: fault === null ? 1 : 0,
      portraitExchanged: null,
      skinLuminance: skinLuminance(frames),
      hint: fault ?? 'ok',
    },
  }
}
