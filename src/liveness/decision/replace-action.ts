import { type Action, type Challenge, isTurn, movesMouth, type StepAction } from './challenge.ts'

/** What is asked in a step, and in place of what. */
export interface AskedAction {
  readonly action: StepAction
  readonly insteadOf: Action | null
}

/** What a session asks before anything was replaced. */
export const asDrawn = ({ steps }: Pick<Challenge, 'steps'>): AskedAction[] =>
  steps.map((action) => ({ action, insteadOf: null }))

/**
 * Asks another action in a step: the first spare one that can be measured, where there is one unlike its neighbors.
 * The only turn is replaced by a turn, by itself if there is no other; the only movement of the mouth by the other
 * one where that can be measured. Null where none is left.
 */
export function replaceAction(
  { spares = [] }: Challenge,
  asked: readonly AskedAction[],
  index: number,
  canMeasure: (action: Action) => boolean,
): readonly AskedAction[] | null {
  const missed = asked[index]!.action
  const neighbors = [asked[index - 1]?.action, asked[index + 1]?.action]
  const isOnlyOne = (isOfKind: typeof isTurn) =>
    isOfKind(missed) && !asked.some((other, at) => at !== index && isOfKind(other.action))
  const kind = [isTurn, movesMouth].find(isOnlyOne)
  const measurable = spares.filter((spare) => spare !== missed && canMeasure(spare))
  const alike = measurable.filter((spare) => !kind || kind(spare))
  const fit = alike.length > 0 || kind === isTurn ? alike : measurable
  const fallback = kind === isTurn ? missed : undefined
  const action = fit.find((spare) => !neighbors.includes(spare)) ?? fit[0] ?? fallback
  return action ? asked.map((one, at) => (at === index ? { action, insteadOf: missed as Action } : one)) : null
}
