import { type Action, type Challenge, isTurn, type StepAction } from './challenge.ts'

/** What is asked in a step, and in place of what. */
export interface AskedAction {
  readonly action: StepAction
  readonly insteadOf: StepAction | null
}

/** What a session asks before anything was replaced. */
export const asDrawn = ({ steps }: Pick<Challenge, 'steps'>): AskedAction[] =>
  steps.map((action) => ({ action, insteadOf: null }))

/**
 * Asks another action in a step: the first spare one that can be measured and is unlike its neighbors. The only turn is
 * replaced by a turn. Null where none is left.
 */
export function replaceAction(
  { spares = [] }: Challenge,
  asked: readonly AskedAction[],
  index: number,
  canMeasure: (action: Action) => boolean,
): readonly AskedAction[] | null {
  const missed = asked[index]!.action
  const unlike = [missed, asked[index - 1]?.action, asked[index + 1]?.action]
  const needsTurn = isTurn(missed) && !asked.some(({ action }, at) => at !== index && isTurn(action))
  const action = spares.find((spare) => !unlike.includes(spare) && canMeasure(spare) && (isTurn(spare) || !needsTurn))
  return action ? asked.map((one, at) => (at === index ? { action, insteadOf: missed } : one)) : null
}
