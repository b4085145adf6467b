import type { Guidance } from './guidance.ts'
import type { Step } from './step.ts'

/** The guidance that a client was told last. */
export interface Told {
  readonly code: Guidance | null
  readonly progress: number | null
  /** Null where none was told. */
  readonly atMs: number | null
}

export const initialTold: Told = { code: null, progress: null, atMs: null }

/** At most ten a second. */
const TOLD_MS_MIN = 100
const PROGRESS_STEPS = 20

/**
 * How far the movement asked for has gone, 0..1 in steps of 0.05: what the person sees fill. Null while none is asked
 * for, and once it is completed.
 */
export function movementProgress(step: Step | null): number | null {
  if (!step || step.index === 0 || step.shownAtMs === null || step.completed) return null
  const extent = Number.isFinite(step.extent) ? Math.min(1, Math.max(0, step.extent)) : 0
  return Math.round(extent * PROGRESS_STEPS) / PROGRESS_STEPS
}

/** What to tell now: the same as before where nothing changed, or where something was told just now. */
export function tellGuidance(told: Told, code: Guidance | null, progress: number | null, atMs: number): Told {
  const isNews = code !== null && (code !== told.code || progress !== told.progress)
  const isSoon = told.atMs !== null && atMs - told.atMs < TOLD_MS_MIN
  return isNews && !isSoon ? { code, progress, atMs } : told
}
