import type { Progress } from './progress.ts'

/** What asking for more time multiplies both by. */
const MORE_TIME_FACTOR = 2

const factor = ({ step }: Pick<Progress, 'step'>) => (step?.moreTime ? MORE_TIME_FACTOR : 1)

/** How long the step under way may take, from being shown to the face being back at rest. */
export const stepTimeoutMs = (progress: Pick<Progress, 'step' | 'stepTimeoutMs'>): number =>
  progress.stepTimeoutMs * factor(progress)

/** How soon after it is shown its movement has to begin. */
export const beginTimeoutMs = (progress: Pick<Progress, 'step' | 'beginTimeoutMs'>): number =>
  (progress.beginTimeoutMs ?? Number.POSITIVE_INFINITY) * factor(progress)
