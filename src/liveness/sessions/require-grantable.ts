import { refuse } from '../../errors.ts'
import type { Progress } from '../decision/progress.ts'
import { findRequestProblem, type StepRequest } from '../decision/step-request.ts'

/** Refuses `invalid_request` where a person asks for what can't be granted. */
export function requireGrantable(progress: Progress, request: StepRequest | null): void {
  const problem = request && findRequestProblem(progress, request)
  if (problem) throw refuse('invalid_request', { details: [{ path: `/${request.type}`, problem }] })
}
