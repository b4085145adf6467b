export interface Crop {
  /** The part of the camera's picture that is sent, in its pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** The size in which it is sent, in pixels; both are even. */
  readonly sentWidth: number
  readonly sentHeight: number
}

/** Width over height of the oval's box, which shows the middle of the camera's picture (`object-fit: cover`). */
const BOX_SHAPE = 3 / 4
/** Of the box, on each side, so far as the picture goes: a face at the oval's edge is whole. */
const MARGIN = 0.15
const LONG_SIDE_MAX = 640
/** What the server takes at least. A part of this shape is then never longer than 416 pixels. */
const SIDES_MIN = { long: 320, short: 240 }

/**
 * What the oval shows of a camera's picture, with a margin. `longSide` is the most pixels that are sent on the longer
 * side, but for the least that the server takes. A picture that is smaller than that is enlarged.
 */
export const cropToOval = (videoWidth: number, videoHeight: number, longSide = LONG_SIDE_MAX): Crop => {
  const boxHeight = Math.min(videoHeight, videoWidth / BOX_SHAPE) * (1 + 2 * MARGIN)
  const width = Math.min(videoWidth, Math.round(boxHeight * BOX_SHAPE))
  const height = Math.min(videoHeight, Math.round(boxHeight))
  const [long, short] = [Math.max(width, height), Math.min(width, height)]
  const scale = Math.max(Math.min(1, longSide / long), SIDES_MIN.long / long, SIDES_MIN.short / short)
  const even = (side: number) => 2 * Math.round((side * scale) / 2)
  return {
    x: Math.floor((videoWidth - width) / 2),
    y: Math.floor((videoHeight - height) / 2),
    ...{ width, height, sentWidth: even(width), sentHeight: even(height) },
  }
}
