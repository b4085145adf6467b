import type { Presentation } from '../../src/evaluation/data-set.ts'
import type { SessionResult, SignalState } from '../../src/evaluation/session-result.ts'
import { type SignalName, signalNames } from '../../src/liveness/decision/policy.ts'

/** A presentation of a subject of the same name, of bona fide unless told. */
export function presentation(id: string, given: Partial<Presentation> = {}): Presentation {
  const film = { folder: id, frameCount: 1, framesPerSecond: 10 }
  return { id, subject: id, species: null, groups: {}, framesPerSecond: 10, material: { film }, ...given }
}

/** Sessions of a presentation with the verdicts given; every signal passed but for those said. */
export function sessions(
  of: Presentation,
  verdicts: readonly SessionResult['verdict'][],
  given: Partial<SessionResult> = {},
  states: { readonly [name in SignalName]?: SignalState } = {},
): SessionResult[] {
  const signals = signalNames.map((name) => {
    const state = states[name] ?? 'passed'
    return { name, state, value: state === 'not_measured' ? null : state === 'passed' ? 0.9 : 0.01 }
  })
  return verdicts.map((verdict, seed) => ({
    ...{ presentation: of, seed, manner: 'obeys', verdict, score: verdict === 'live' ? 0.8 : 0.2, signals },
    ...{ seconds: 8, framesUsed: 80, portraitExchanged: null, skinLuminance: 100, hint: 'step_timeout' },
    ...given,
  }))
}

export const times = <Value>(count: number, value: Value): Value[] => new Array<Value>(count).fill(value)
