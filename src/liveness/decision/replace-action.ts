import { type Action, type Challenge, isTurn, type StepAction } from './challenge.ts'

/** What is asked in a step, and in place of what. */
export interface AskedAction {
  readonly action: StepAction
  readonly insteadOf: Action | null
}

/** What a session asks before anything was replaced. */
export const asDrawn = ({ steps }: Pick<Challenge, 'steps'>): AskedAction[] =>
  steps.map((action) => ({ action, insteadOf: null }))

/**
 * Asks another action in a step: the first spare one that can be measured, where there is one unlike its neighbors. The
 * only turn is replaced by a turn, by itself if there is no other. Null where none is left.
 */
export function replaceAction(
  { spares = [] }: Challenge,
  asked: readonly AskedAction[],
  index: number,
  canMeasure: (action: Action) => boolean,
): readonly AskedAction[] | null {
  const missed = asked[index]!.action
  const neighbors = [asked[index - 1]?.action, asked[index + 1]?.action]
  const needsTurn = isTurn(missed) && !asked.some(({ action }, at) => at !== index && isTurn(action))
  const fit = spares.filter((spare) => spare !== missed && canMeasure(spare) && (isTurn(spare) || !needsTurn))
  const action = fit.find((spare) => !neighbors.includes(spare)) ?? fit[0] ?? (needsTurn ? missed : undefined)
  return action ? asked.map((one, at) => (at === index ? { action, insteadOf: missed as Action } : one)) : null
}
