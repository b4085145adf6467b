import type { FaceObservation, Observation } from '../../src/vision/observation.ts'

/** What a person does at one moment; all that is left out is at rest. */
export interface Posture {
  readonly yawDegrees?: number
  readonly pitchDegrees?: number
  readonly blink?: number
  readonly smile?: number
  readonly jaw?: number
  readonly centerX?: number
  readonly centerY?: number
  readonly faceWidth?: number
}

/** Observations of a head made of points in space: what a perfect engine would measure, with noise of a given size. */
export interface PersonOptions {
  /** Whose description the face gives. */
  readonly identity?: number
  /** A flat picture: tilting it squeezes the landmarks, and the pose hardly follows. */
  readonly flat?: boolean
  readonly noise?: number
  /** 0 ≤ random < 1. */
  readonly random?: () => number
}

let pictures = 0

/** The same numbers in every run of the tests (mulberry32). */
export const seededRandom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
const seeded = seededRandom(1)

export function observe(posture: Posture, options: PersonOptions = {}): Observation {
  const { identity = 0, flat = false, noise = 0.3, random = seeded } = options
  const jitter = () => (random() - 0.5) * 2 * noise
  const { yawDegrees = 0, pitchDegrees = 0, blink = 0, smile = 0, jaw = 0 } = posture
  const { centerX = 320, centerY = 240, faceWidth = 160 } = posture
  const landmarks = headPoints.flatMap(([x, y, z]) => {
    const [u, v] = project(x, y, flat ? 0 : z, yawDegrees, pitchDegrees)
    return [centerX + u * (faceWidth / 2) + jitter(), centerY + v * (faceWidth / 2) + jitter()]
  })
  const eye = 0.3 * (1 - blink * 0.7)
  const follow = flat ? 0.08 : 1
  const face: FaceObservation = {
    confidence: 0.95,
    box: { x: centerX - faceWidth / 2, y: centerY - faceWidth * 0.65, width: faceWidth, height: faceWidth * 1.3 },
    crop: { centerX, centerY, size: faceWidth * 1.5, rollDegrees: 0 },
    pose: {
      yawDegrees: yawDegrees * follow + jitter(),
      pitchDegrees: pitchDegrees * follow + jitter(),
      rollDegrees: jitter(),
    },
    eyeOpening: { left: eye + jitter() * 0.01, right: eye + jitter() * 0.01 },
    mouthWidth: 0.58 + smile * 0.19 + jitter() * 0.005,
    mouthOpening: 0.02 + jaw * 0.5,
    quality: {
      faceSize: (faceWidth * 1.3) / 480,
      sharpness: 200,
      brightness: 128,
      evenness: 0.9,
      inView: 1,
    },
    rigidLandmarks: landmarks,
    description: describe(identity),
    bonaFideScore: 0.95,
  }
  return {
    widthPixels: 640,
    heightPixels: 480,
    digest: `picture-${pictures++}`,
    coarseDigest: '0123456789abcdef',
    luminanceGrid: Array.from({ length: 64 }, (_, cell) => 100 + cell + random() * 4),
    faceCount: 1,
    face,
  }
}

/** 64 of the 1024 numbers do: the same person gives a cosine of 1, two people about 0.3. */
function describe(identity: number): number[] {
  return Array.from({ length: 64 }, (_, index) => (index % 7 === identity ? 2 : 0.4))
}

const headPoints: readonly (readonly [number, number, number])[] = Array.from({ length: 36 }, (_, index) => {
  const x = ((index % 6) - 2.5) / 2.8
  const y = (Math.floor(index / 6) - 2.5) / 2.8
  const nose = index % 6 === 2 || index % 6 === 3 ? 0.25 : 0
  return [x, y, Math.sqrt(Math.max(0, 1.9 - x * x - 0.6 * y * y)) + nose] as const
})

function project(x: number, y: number, z: number, yawDegrees: number, pitchDegrees: number): [number, number] {
  const [yaw, pitch] = [(yawDegrees * Math.PI) / 180, (pitchDegrees * Math.PI) / 180]
  const turnedX = x * Math.cos(yaw) + z * Math.sin(yaw)
  const turnedZ = z * Math.cos(yaw) - x * Math.sin(yaw)
  const nodY = y * Math.cos(pitch) - turnedZ * Math.sin(pitch)
  const depth = turnedZ * Math.cos(pitch) + y * Math.sin(pitch)
  const perspective = 6 / (6 - depth)
  return [turnedX * perspective, nodY * perspective]
}
