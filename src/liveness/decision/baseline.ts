import type { FaceObservation } from '../../vision/observation.ts'

/** The person's own face at rest, which every later movement is measured against. */
export interface Baseline {
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly eyeOpening: { readonly left: number; readonly right: number }
  readonly mouthWidth: number
  readonly mouthOpening: number
  /** The rigid landmarks of the most frontal frame: x0, y0, x1, y1, … in pixels. */
  readonly rigidLandmarks: readonly number[]
}

interface Sample extends Baseline {
  readonly atMs: number
}
export type Samples = readonly Sample[]

const SAMPLES_NEEDED = 5
const SAMPLES_KEPT = 16
const SAMPLES_SPAN_MS_MIN = 400
const FRONTAL_YAW_DEGREES_MAX = 12
const FRONTAL_PITCH_DEGREES_MAX = 20
const STEADY_YAW_DEGREES_MAX = 6
const STEADY_PITCH_DEGREES_MAX = 6
const CLOSED_MOUTH_OPENING_MAX = 0.1

/** Adds a frame to the ones at rest, or starts over when the face is turned away, moves or has its mouth open. */
export function collectSample(samples: Samples, face: FaceObservation, atMs: number): Samples {
  const { yawDegrees, pitchDegrees } = face.pose
  const frontal =
    Math.abs(yawDegrees) <= FRONTAL_YAW_DEGREES_MAX &&
    Math.abs(pitchDegrees) <= FRONTAL_PITCH_DEGREES_MAX &&
    face.mouthOpening <= CLOSED_MOUTH_OPENING_MAX
  if (!frontal) return []
  const { eyeOpening, mouthWidth, mouthOpening, rigidLandmarks } = face
  const sample = { yawDegrees, pitchDegrees, eyeOpening, mouthWidth, mouthOpening, rigidLandmarks, atMs }
  const all = [...samples, sample].slice(-SAMPLES_KEPT)
  const steady =
    range(all.map((one) => one.yawDegrees)) <= STEADY_YAW_DEGREES_MAX &&
    range(all.map((one) => one.pitchDegrees)) <= STEADY_PITCH_DEGREES_MAX
  return steady ? keepMostFrontal(all) : [sample]
}

/** The baseline, once enough steady frames over enough time are there; until then null. */
export function takeBaseline(samples: Samples): Baseline | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || samples.length < SAMPLES_NEEDED || last.atMs - first.atMs < SAMPLES_SPAN_MS_MIN) return null
  return {
    yawDegrees: median(samples.map((one) => one.yawDegrees)),
    pitchDegrees: median(samples.map((one) => one.pitchDegrees)),
    eyeOpening: {
      left: median(samples.map((one) => one.eyeOpening.left)),
      right: median(samples.map((one) => one.eyeOpening.right)),
    },
    mouthWidth: median(samples.map((one) => one.mouthWidth)),
    mouthOpening: median(samples.map((one) => one.mouthOpening)),
    rigidLandmarks: mostFrontal(samples).rigidLandmarks,
  }
}

/** One frame's landmarks are enough, and they are most of what a sample weighs. */
function keepMostFrontal(samples: Samples): Samples {
  const best = mostFrontal(samples)
  return samples.map((one) => (one === best ? one : { ...one, rigidLandmarks: [] }))
}

function mostFrontal(samples: Samples): Sample {
  const candidates = samples.filter(({ rigidLandmarks }) => rigidLandmarks.length > 0)
  return (candidates.length > 0 ? candidates : samples).reduce((best, one) =>
    offAxis(one) < offAxis(best) ? one : best,
  )
}

const offAxis = (sample: Sample) => Math.hypot(sample.yawDegrees, sample.pitchDegrees)
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

/**
 * The middle value (of an even number of values the upper of the two); NaN of none, or where one of them is no finite
 * number.
 */
export function median(values: readonly number[]): number {
  if (values.length === 0 || !values.every(Number.isFinite)) return Number.NaN
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
