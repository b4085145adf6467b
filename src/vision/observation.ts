import type { JpegEncoder } from './jpeg-encoder.ts'

/**
 * What was measured on one frame: a plain value, safe to store as JSON and to replay.
 * Positions are pixels of the upright picture (EXIF orientation applied), origin top left, y down.
 * Left and right are the subject's own.
 */
export interface Observation {
  readonly widthPixels: number
  readonly heightPixels: number
  /** SHA-256 of the decoded pixels and their size, hex: the same whatever else is in the file. */
  readonly digest: string
  /** 16 hex digits, of which near copies differ in few bits. Recorded only: frames of honest people are alike, too. */
  readonly coarseDigest: string
  /** Whose tables the JPEG was quantized by; null for other pictures. Measurements of an earlier release do not say. */
  readonly encoder?: JpegEncoder | null
  /**
   * Mean luminance (0..255) of an 8×8 grid over the whole picture, row by row: separates a still from a moving scene.
   */
  readonly luminanceGrid: readonly number[]
  /**
   * Faces the detector found, 0 or more, at least 1 when `face` was measured; null when it was not run because the
   * face was followed from the last frame.
   */
  readonly faceCount: number | null
  /** The face followed from the last frame, else the largest; null when there is none. */
  readonly face: FaceObservation | null
  /**
   * Every other face that the detector found, largest first; null when it was not run. Measurements of an earlier
   * release do not say.
   */
  readonly otherFaces?: readonly FaceSquare[] | null
}

/** What was measured on one picture that stands alone: every face, largest first, at most ten. */
export interface Examination extends Omit<Observation, 'encoder' | 'faceCount' | 'face' | 'otherFaces'> {
  readonly faces: readonly FaceObservation[]
  /** Faces the detector found, those too unsure to be measured among them. */
  readonly faceCount: number
}

export interface FaceObservation {
  /** The mesh model's own confidence that there is a face, 0..1. */
  readonly confidence: number
  /** The upright rectangle around the landmarks. */
  readonly box: Box
  /** Where this face is expected in the next frame, to measure it without the detector. */
  readonly crop: FaceCrop
  readonly pose: Pose
  /** Eye aspect ratio of each eye (height over width of its contour): about 0.3 open, below 0.2 closed. */
  readonly eyeOpening: { readonly left: number; readonly right: number }
  /** Lip corner distance over eye span (outer eye corner to outer eye corner): about 0.53 at rest, 0.7 smiling. */
  readonly mouthWidth: number
  /** Inner lip gap over eye span: about 0.01 closed, 0.11 smiling with teeth, 0.27 wide open. */
  readonly mouthOpening: number
  /**
   * How far light and dark part within each eye, over the luminance of the skin, 0..1: about 0.1 behind dark glasses or
   * a reflection, 0.3 and more closed, 0.4 and more open. Measurements of an earlier release do not say.
   */
  readonly eyesVisible?: { readonly left: number; readonly right: number }
  /**
   * How far light and dark part about the lips, over the luminance of the skin, and 0 where the color there is not that
   * of the rest of the face; 0..1: about 0 under a mask, 0.2 and more uncovered. Measurements of an earlier release do
   * not say.
   */
  readonly mouthVisible?: number
  readonly quality: FaceQuality
  /**
   * Points of the rigid part of the face (brow, nose, cheek bones, temples): x0, y0, x1, y1, … in pixels, always the
   * same points in the same order, the outer corners of the right and the left eye first.
   */
  readonly rigidLandmarks: readonly number[]
  /**
   * Luminance of the skin (0..255) at the same places of every face, row by row of a 24×24 map of the mesh: 0 for what
   * is turned away, outside the picture, or no skin (eyes, mouth, beyond the face). Null when not asked for;
   * measurements of an earlier release do not say.
   */
  readonly unwrapped?: readonly number[] | null
  /** 1024 numbers that describe whose face it is, compared by cosine; null when not asked for. */
  readonly description: readonly number[] | null
  /**
   * Bona fide probability, 0..1, mean of the installed presentation-attack models; null when not asked for or none is
   * installed.
   */
  readonly bonaFideScore: number | null
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a face is, with the margin that a `FaceCrop` has: center and side in pixels. */
export interface FaceSquare {
  readonly centerX: number
  readonly centerY: number
  readonly size: number
}

/** A square turned with the face, with room around it: roll in degrees clockwise in the picture. */
export interface FaceCrop extends FaceSquare {
  readonly rollDegrees: number
}

/** Degrees. Yaw > 0: turned to the subject's own left. Pitch > 0: turned up. Roll > 0: clockwise in the picture. */
export interface Pose {
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly rollDegrees: number
}

export interface FaceQuality {
  /** Face height over picture height, 0..1. */
  readonly faceSize: number
  /** Variance of the Laplacian over the face crop at a fixed size, luminance 0..255; higher is sharper. */
  readonly sharpness: number
  /** Mean luminance of the face, 0..255. */
  readonly brightness: number
  /** 1 − |left − right| / (left + right) of the two face halves' mean luminance, 0..1. */
  readonly evenness: number
  /**
   * From dark to bright about an eye, brow and skin included, mean of both, of luminance 0..255 averaged over cells of
   * a 64th of the crop: what eyes are measured by. Measurements of an earlier release have none, nor the next two.
   */
  readonly contrast?: number
  /** Standard deviation of the noise over the face, luminance 0..255. */
  readonly grain?: number
  /** How sharp the face is, whatever its light, its noise and its skin: about 0.4, below 0.1 blurred. */
  readonly detail?: number
  /** Share of the face's landmarks inside the picture, 0..1. */
  readonly inView: number
}
