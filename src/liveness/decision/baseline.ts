import type { FaceObservation } from '../../vision/observation.ts'
import type { Action } from './challenge.ts'
import { areEyesVisible, isMouthVisible } from './visibility.ts'

/** The person's own face at rest, which every later movement is measured against. */
export interface Baseline {
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly eyeOpening: { readonly left: number; readonly right: number }
  readonly mouthWidth: number
  /** Standard deviation of the mouth's width over its mean: what it changes by without a smile. */
  readonly mouthWidthSpread: number
  readonly mouthOpening: number
  /** The rigid landmarks of the most frontal frame: x0, y0, x1, y1, … in pixels. */
  readonly rigidLandmarks: readonly number[]
  /** What can be measured of this person: not behind dark or reflecting glasses, a mask, hair, or at few frames. */
  readonly measurable: { readonly mouth: boolean; readonly blink: boolean }
}

interface Sample {
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly eyeOpening: { readonly left: number; readonly right: number }
  readonly mouthWidth: number
  readonly mouthOpening: number
  readonly rigidLandmarks: readonly number[]
  readonly eyesVisible: boolean
  readonly mouthVisible: boolean
  readonly atMs: number
}
export type Samples = readonly Sample[]

const SAMPLES_NEEDED = 5
const SAMPLES_KEPT = 24
const SAMPLES_SPAN_MS_MIN = 400
const FRONTAL_YAW_DEGREES_MAX = 12
const FRONTAL_PITCH_DEGREES_MAX = 20
const STEADY_YAW_DEGREES_MAX = 6
const STEADY_PITCH_DEGREES_MAX = 6
/** A mouth that is closed in so many samples is at rest; one that never is, for so long, is open at rest. */
const CLOSED_MOUTH_OPENING_MAX = 0.1
const CLOSED_SAMPLES_NEEDED = 3
const OPEN_MOUTH_SPAN_MS_MIN = 1_500
/** Wider open than at rest by more, the mouth speaks: its width is then none of a mouth at rest. */
const SPEAKING_MOUTH_OPENING = 0.05
/** A blink takes 150 ms and more (Caffier, Erdmann and Ullsperger 2003): at fewer frames it may fall between two. */
const BLINK_FRAMES_PER_SECOND_MIN = 4.5

/**
 * Adds a frame to the ones at rest, and leaves out the oldest from which the head has moved since. Starts over when the
 * face is turned away. Whoever talks, laughs or blinks meanwhile is at rest all the same.
 */
export function collectSample(samples: Samples, face: FaceObservation, atMs: number): Samples {
  const { yawDegrees, pitchDegrees } = face.pose
  const frontal = Math.abs(yawDegrees) <= FRONTAL_YAW_DEGREES_MAX && Math.abs(pitchDegrees) <= FRONTAL_PITCH_DEGREES_MAX
  if (!frontal) return []
  const { eyeOpening, mouthWidth, mouthOpening, rigidLandmarks } = face
  const measures = { yawDegrees, pitchDegrees, eyeOpening, mouthWidth, mouthOpening, rigidLandmarks }
  const sample = { ...measures, eyesVisible: areEyesVisible(face), mouthVisible: isMouthVisible(face), atMs }
  let all = [...samples, sample].slice(-SAMPLES_KEPT)
  while (!isSteady(all)) all = all.slice(1)
  return keepMostFrontal(all)
}

const isSteady = (samples: Samples) =>
  range(samples.map((one) => one.yawDegrees)) <= STEADY_YAW_DEGREES_MAX &&
  range(samples.map((one) => one.pitchDegrees)) <= STEADY_PITCH_DEGREES_MAX

/** The baseline, once enough steady frames over enough time are there; until then null. */
export function takeBaseline(samples: Samples): Baseline | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || samples.length < SAMPLES_NEEDED) return null
  const spanMs = last.atMs - first.atMs
  const closed = samples.filter(({ mouthOpening }) => mouthOpening <= CLOSED_MOUTH_OPENING_MAX)
  const rested = closed.length >= CLOSED_SAMPLES_NEEDED || spanMs >= OPEN_MOUTH_SPAN_MS_MIN
  if (spanMs < SAMPLES_SPAN_MS_MIN || !rested) return null
  const mouthOpening = quantile(
    samples.map((one) => one.mouthOpening),
    0.25,
  )
  const silent = samples.filter((one) => one.mouthOpening <= mouthOpening + SPEAKING_MOUTH_OPENING)
  const widths = silent.map((one) => one.mouthWidth)
  const eyesVisible = samples.filter((one) => one.eyesVisible).length * 2 > samples.length
  return {
    yawDegrees: median(samples.map((one) => one.yawDegrees)),
    pitchDegrees: median(samples.map((one) => one.pitchDegrees)),
    eyeOpening: {
      left: median(samples.map((one) => one.eyeOpening.left)),
      right: median(samples.map((one) => one.eyeOpening.right)),
    },
    mouthWidth: median(widths),
    mouthWidthSpread: spread(widths),
    mouthOpening,
    rigidLandmarks: mostFrontal(samples).rigidLandmarks,
    measurable: {
      mouth: samples.filter((one) => one.mouthVisible).length * 2 > samples.length,
      blink: eyesVisible && (1000 * (samples.length - 1)) / spanMs >= BLINK_FRAMES_PER_SECOND_MIN,
    },
  }
}

/** Whether an action would be detected if this person did it. */
export function canMeasure(action: Action, { measurable }: Baseline): boolean {
  if (action === 'blink') return measurable.blink
  if (action === 'smile' || action === 'open_mouth') return measurable.mouth
  return true
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
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The value that so large a share (0..1) of the values lies below; NaN as for the median. */
function quantile(values: readonly number[], share: number): number {
  if (values.length === 0 || !values.every(Number.isFinite)) return Number.NaN
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!
}

/** Standard deviation over the mean. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean
}
