import { canMeasure } from './baseline.ts'
import type { Progress } from './progress.ts'
import { type AskedAction, replaceAction } from './replace-action.ts'
import { enterStep } from './step.ts'

/** Begins the step under way anew, with what it asks or with what is asked in its place. */
export function askAgain(progress: Progress, atMs: number, asked: readonly AskedAction[] = progress.asked): Progress {
  const { index, movements } = progress.step!
  return { ...progress, asked, guidance: 'hold_still', step: enterStep(index, atMs, movements, true) }
}

/** What is asked with another, measurable action in the step under way; null where none is left. */
export function withAnother({ challenge, asked, baseline, step }: Progress): readonly AskedAction[] | null {
  return replaceAction(challenge, asked, step!.index, (action) => canMeasure(action, baseline!))
}
