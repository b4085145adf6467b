import type { ImageInfo } from '../../evidence/queries.ts'
import { isoTime, isoTimeOrNull } from '../../iso-time.ts'
import { stepOutcome } from '../decision/conclude.ts'
import type { StepOutcome } from '../decision/outcome.ts'
import type { Progress } from '../decision/progress.ts'
import type { Verdict } from '../decision/verdict.ts'
import type { OpenedSession } from './open-session.ts'
import { retriesLeft } from './retries.ts'
import type { LivenessSession } from './session.ts'
import type { BackEndSession, CaptureSession, PersonSession, SessionStep } from './view-schemas.ts'

const nextActions = { live: 'accept', spoof: 'reject', inconclusive: 'retry' } as const
export const nextAction = (verdict: Verdict | null) => verdict && nextActions[verdict]

/** What a person may know of a session of their own: never a score, a threshold or which signal failed. */
export function personView(session: LivenessSession): PersonSession {
  const { id, state, verdict, hint, createdAt, endedAt, expiresAt } = session
  return {
    session_id: id,
    state,
    verdict,
    next_action: nextAction(verdict),
    ...(nextAction(verdict) === 'retry' && hint !== null ? { hint } : {}),
    created_at: isoTime(createdAt),
    decided_at: verdict === null ? null : isoTimeOrNull(endedAt),
    expires_at: isoTime(expiresAt),
  }
}

/** What the page that holds the session's capture token knows besides: what can follow. */
export function captureView(session: LivenessSession): CaptureSession {
  return {
    ...personView(session),
    return_url: session.request.return_url ?? null,
    retries_left: retriesLeft(session),
  }
}

/** A session with its capture token, for whoever opened it. */
export function openedView({ id, state, captureToken, expiresAt }: OpenedSession) {
  return {
    session_id: id,
    capture_token: captureToken,
    stream_path: `/liveness/sessions/${id}/stream`,
    capture_path: `/capture#${id}.${captureToken}`,
    state,
    expires_at: isoTime(expiresAt),
  }
}

/** What a back end sees besides. While a session runs, `progress` gives the steps shown so far and none to come. */
export function backEndView(
  session: LivenessSession,
  progress: Progress | null,
  images: readonly ImageInfo[],
): BackEndSession {
  const { subject, attestation, retryOf, retriedBy, models, outcome } = session
  const decision = outcome?.decision
  return {
    ...captureView(session),
    retry_of: retryOf,
    retried_by: retriedBy,
    subject,
    attestation,
    score: decision?.score ?? null,
    policy: decision?.policy ?? null,
    assurance: decision?.assurance ?? null,
    signals: [...(decision?.signals ?? [])],
    injection: outcome?.injection ? { ...outcome.injection, reasons: [...outcome.injection.reasons] } : null,
    steps: (outcome?.steps ?? stepsShown(progress)).map(stepView),
    models: [...models],
    frames: outcome?.frames ?? framesOf(progress),
    images: images.map(({ id, kind, takenAt }) => ({ image_id: id, kind, taken_at: isoTime(takenAt) })),
  }
}

function stepsShown(progress: Progress | null): StepOutcome[] {
  if (!progress) return []
  return progress.asked.map((_, index) => stepOutcome(progress, index)).filter(({ shownAt }) => shownAt !== null)
}

function stepView({ action, state, shownAt, answeredAt }: StepOutcome): SessionStep {
  return { action, state, shown_at: isoTimeOrNull(shownAt), answered_at: isoTimeOrNull(answeredAt) }
}

function framesOf(progress: Progress | null) {
  const { received, used } = progress?.frames ?? { received: 0, used: 0 }
  return { received, used, rejected: received - used }
}
