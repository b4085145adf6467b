import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { SteadyClock } from '../../clock.ts'
import type { VisionPool } from '../../vision/pool.ts'
import type { Decision } from '../decision/verdict.ts'
import type { Admission } from './admission.ts'

export interface LivenessMetrics {
  readonly sessions: Counter<'verdict'>
  readonly signalFailures: Counter<'signal'>
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
  return {
    sessions: new Counter({
      name: 'liveness_sessions_total',
      help: 'Liveness sessions that came to an end here, by verdict',
      labelNames: ['verdict'],
      registers,
    }),
    signalFailures: new Counter({
      name: 'liveness_signal_failures_total',
      help: 'Required signals that failed in sessions decided here, by name',
      labelNames: ['signal'],
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

export function countVerdict({ sessions, signalFailures }: LivenessMetrics, { verdict, signals }: Decision): void {
  sessions.inc({ verdict })
  for (const { name, state, required } of signals)
    if (required && state === 'failed') signalFailures.inc({ signal: name })
}
