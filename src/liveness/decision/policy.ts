export const signalNames = [
  'challenge',
  'depth',
  'shading',
  'continuity',
  'freshness',
  'passive_pad',
  'quality',
] as const
export type SignalName = (typeof signalNames)[number]

/** The bounds of one signal. Of all values, higher is better. */
export interface Rule {
  /**
   * Required always; (passive_pad) wherever presentation-attack models are installed; (shading) where it could be
   * measured; or never, by a policy that does not know it.
   */
  readonly required: 'always' | 'when_installed' | 'when_measured' | 'never'
  /** Passed from here on. */
  readonly threshold: number
  /** Called a spoof below here; between the two it is inconclusive. Null: never a spoof. */
  readonly spoofBelow: number | null
  /** The best value that can be expected: counts 1 in the score. */
  readonly best: number
}

export interface Policy {
  readonly name: string
  /** How the signals are measured that the rules were fitted to. */
  readonly measures: 'standard-1' | 'standard-2'
  /** Whether what hints at injected pictures is only told, or also makes of a live one an inconclusive one. */
  readonly injection: 'advice' | 'denies'
  readonly rules: { readonly [name in SignalName]: Rule }
}

/** Fitted on films of real people and reported on others: docs/evaluation.md. */
const standard2 = {
  name: 'standard-2',
  measures: 'standard-2',
  injection: 'advice',
  rules: {
    challenge: { required: 'always', threshold: 1, spoofBelow: 0, best: 1 },
    depth: { required: 'always', threshold: 0.035, spoofBelow: 0.015, best: 0.15 },
    shading: { required: 'when_measured', threshold: 0.03, spoofBelow: null, best: 0.1 },
    continuity: { required: 'always', threshold: 0.65, spoofBelow: 0.5, best: 1 },
    freshness: { required: 'always', threshold: 0.9, spoofBelow: 0.25, best: 1 },
    passive_pad: { required: 'when_installed', threshold: 0.5, spoofBelow: 0.5, best: 1 },
    quality: { required: 'always', threshold: 0.5, spoofBelow: null, best: 1 },
  },
} as const satisfies Policy

/**
 * A policy, once released under a name, never changes: a verdict can be traced to it for as long as it is kept.
 * Where the numbers come from: docs/decisions/0042-policies.md.
 */
export const policies = {
  'standard-1': {
    name: 'standard-1',
    measures: 'standard-1',
    injection: 'advice',
    rules: {
      challenge: { required: 'always', threshold: 1, spoofBelow: 0, best: 1 },
      depth: { required: 'always', threshold: 0.035, spoofBelow: 0.025, best: 0.15 },
      shading: { required: 'never', threshold: 0, spoofBelow: null, best: 1 },
      continuity: { required: 'always', threshold: 0.8, spoofBelow: 0.76, best: 1 },
      freshness: { required: 'always', threshold: 0.9, spoofBelow: 0.9, best: 1 },
      passive_pad: { required: 'when_installed', threshold: 0.5, spoofBelow: 0.5, best: 1 },
      quality: { required: 'always', threshold: 0.5, spoofBelow: null, best: 1 },
    },
  },
  'standard-2': standard2,
  /** For whom a hint at injected pictures weighs more than an honest person who is asked to come again. */
  'standard-2-injection': { ...standard2, name: 'standard-2-injection', injection: 'denies' },
} as const satisfies { readonly [name: string]: Policy }

export const DEFAULT_POLICY: Policy = policies['standard-2']

/** The policy of that name, or undefined. */
export function findPolicy(name: string): Policy | undefined {
  return Object.hasOwn(policies, name) ? policies[name as keyof typeof policies] : undefined
}
