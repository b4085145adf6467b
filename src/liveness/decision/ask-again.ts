import { canMeasure } from './baseline.ts'
import type { Action } from './challenge.ts'
import type { Progress } from './progress.ts'
import { type AskedAction, replaceAction } from './replace-action.ts'
import { enterStep } from './step.ts'

/** Begins the step under way anew, with what it asks or with what is asked in its place. */
export function askAgain(progress: Progress, atMs: number, asked: readonly AskedAction[] = progress.asked): Progress {
  const { index, movements, moreTime } = progress.step!
  return {
    ...progress,
    asked,
    guidance: 'hold_still',
    step: enterStep(index, atMs, movements, { again: true, moreTime }),
  }
}

/** What is asked with another, measurable action in the step under way; null where none is left. */
export function withAnother({ challenge, asked, baseline, step, unable }: Progress): readonly AskedAction[] | null {
  const canAsk = (action: Action) => canMeasure(action, baseline!) && !unable.includes(action)
  return replaceAction(challenge, asked, step!.index, canAsk)
}
