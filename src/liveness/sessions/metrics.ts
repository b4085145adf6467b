import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { SteadyClock } from '../../clock.ts'
import { refusalOf } from '../../http/error-responses.ts'
import type { VisionPool } from '../../vision/pool.ts'
import type { FrameOutcome } from '../decision/frame-outcome.ts'
import { signalNames } from '../decision/policy.ts'
import { reasonOf } from '../decision/reason.ts'
import type { Admission } from './admission.ts'
import type { LivenessSession } from './session.ts'

export interface LivenessMetrics {
  readonly sessions: Counter<'verdict' | 'policy' | 'reason'>
  readonly verdictSeconds: Histogram<'verdict'>
  readonly signalFailures: Counter<'signal'>
  readonly frames: Counter<'outcome' | 'reason'>
  readonly frameSeconds: Histogram
  readonly engineSeconds: Histogram
}

export function openLivenessMetrics(
  registry: Registry,
  vision: Pick<VisionPool, 'depth' | 'busy'>,
  admission: Admission,
  clock: SteadyClock,
): LivenessMetrics {
  const registers = [registry]
  new Gauge({
    name: 'liveness_sessions_room',
    help: 'Sessions that would run at once if they came here now',
    registers,
    collect() {
      this.set(admission.room(clock.steady()))
    },
  })
  new Gauge({
    name: 'liveness_sessions_waiting',
    help: 'Sessions that wait here for room',
    registers,
    collect() {
      this.set(admission.waiting(clock.steady()))
    },
  })
  new Gauge({
    name: 'vision_frames_waiting',
    help: 'Pictures that wait for the vision engine',
    registers,
    collect() {
      this.set(vision.depth)
    },
  })
  new Gauge({
    name: 'vision_frames_running',
    help: 'Pictures that the vision engine is measuring',
    registers,
    collect() {
      this.set(vision.busy)
    },
  })
  const signalFailures = new Counter({
    name: 'liveness_signal_failures_total',
    help: 'Required signals that failed in sessions decided here, by name',
    labelNames: ['signal'],
    registers,
  })
  // From 0 on, so that the first is seen as a rise.
  for (const signal of signalNames) signalFailures.inc({ signal }, 0)
  return {
    signalFailures,
    sessions: new Counter({
      name: 'liveness_sessions_total',
      help: 'Liveness sessions that came to an end here, by verdict, policy and reason',
      labelNames: ['verdict', 'policy', 'reason'],
      registers,
    }),
    verdictSeconds: new Histogram({
      name: 'liveness_verdict_seconds',
      help: 'Time from the first movement shown to the verdict',
      labelNames: ['verdict'],
      buckets: [5, 7.5, 10, 12.5, 15, 20, 25, 30, 40, 60, 90, 120, 300],
      registers,
    }),
    frames: new Counter({
      name: 'liveness_frames_total',
      help: 'Frames that came here, by what became of them and why',
      labelNames: ['outcome', 'reason'],
      registers,
    }),
    engineSeconds: new Histogram({
      name: 'liveness_engine_seconds',
      help: 'Time a frame spends with the vision engine, waiting included',
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
    frameSeconds: new Histogram({
      name: 'liveness_frame_seconds',
      help: 'Time from the arrival of a frame to its being stored',
      buckets: [0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5],
      registers,
    }),
  }
}

/** Counts a session that is over. `expired` is no verdict, and takes no part in the time to one. */
export function countEnd(
  { sessions, verdictSeconds, signalFailures }: LivenessMetrics,
  {
    state,
    outcome,
    hint,
    begunAt,
    endedAt,
  }: Pick<LivenessSession, 'state' | 'outcome' | 'hint' | 'begunAt' | 'endedAt'>,
): void {
  if (!outcome) return
  const { policy, signals, verdict } = outcome.decision
  const reason = reasonOf(outcome, hint)
  sessions.inc({ verdict: state === 'expired' ? 'expired' : verdict, policy, reason })
  if (state === 'expired') return
  if (begunAt !== null && endedAt !== null) verdictSeconds.observe({ verdict }, Math.max(0, endedAt - begunAt) / 1000)
  for (const { name, state, required } of signals)
    if (required && state === 'failed') signalFailures.inc({ signal: name })
}

export function countMeasured({ frames }: LivenessMetrics, outcome: FrameOutcome): void {
  if (outcome === 'used') frames.inc({ outcome, reason: 'none' })
  else frames.inc({ outcome: 'rejected', reason: outcome })
}

/** A newer frame of its session came before its turn to be measured. */
export function countReplaced({ frames }: LivenessMetrics): void {
  frames.inc({ outcome: 'replaced', reason: 'none' })
}

/** By the code of the one table of refusals that the client is told, or would be; or why it was not taken at all. */
export function countRefused(
  metrics: LivenessMetrics,
  cause: Error | 'bad_frame' | 'no_room' | 'too_many_requests',
): void {
  const reason = typeof cause === 'string' ? cause : refusalOf(cause).error
  metrics.frames.inc({ outcome: 'refused', reason })
}
