import { askAgain } from './ask-again.ts'
import { canMeasure } from './baseline.ts'
import { type Action, isTurn } from './challenge.ts'
import { actionAt, type Progress } from './progress.ts'
import { type AskedAction, replaceAction } from './replace-action.ts'

export const stepRequests = ['cannot', 'more_time'] as const
/**
 * What a person may ask for in the step that is shown: another action in its place, because they can't do this one, or
 * twice the time (WCAG 2.2, success criterion 2.2.1).
 */
export interface StepRequest {
  readonly type: (typeof stepRequests)[number]
  readonly index: number
}

/** Whoever refuses more chooses the challenge. */
export const CANNOT_MAX = 2

/** Why a request can't be granted; null where it can. */
export function findRequestProblem(progress: Progress, { type, index }: StepRequest): string | null {
  const { step, ended, unable } = progress
  if (ended || !step || index === 0 || step.index !== index || step.shownAtMs === null || step.completed)
    return 'That movement is not shown now'
  if (type === 'more_time') return step.moreTime ? 'This movement has more time already' : null
  if (unable.length >= CANNOT_MAX) return `No more than ${CANNOT_MAX} movements can be exchanged in a session`
  return withoutUnable(progress) ? null : 'No other movement is left to ask for'
}

/** Grants a request in which no problem was found. */
export function grantRequest(progress: Progress, { type }: StepRequest, atMs: number): Progress {
  const step = progress.step!
  if (type === 'more_time') return { ...progress, step: { ...step, moreTime: true } }
  const unable = [...progress.unable, actionAt(progress, step.index) as Action]
  return { ...askAgain(progress, atMs, withoutUnable(progress)!), unable }
}

/**
 * What is asked without the action that is shown, in this step and the later ones: a turn in place of a turn. Null
 * where nothing is left to ask.
 */
function withoutUnable({ challenge, asked, baseline, step, unable }: Progress): readonly AskedAction[] | null {
  const refused = asked[step!.index]!.action
  const canAsk = (action: Action) =>
    canMeasure(action, baseline!) && !unable.includes(action) && (isTurn(action) || !isTurn(refused))
  let known: readonly AskedAction[] | null = asked
  for (let index = step!.index; known && index < asked.length; index++)
    if (asked[index]!.action === refused) known = replaceAction(challenge, known, index, canAsk)
  return known?.some(({ action }, index) => index >= step!.index && action === refused) ? null : known
}
