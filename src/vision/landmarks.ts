/** Landmark numbers of MediaPipe's canonical face model; right and left are the subject's own. */
export const LANDMARK_COUNT = 468

export const EYE_CORNERS = {
  right: { outer: 33, inner: 133 },
  left: { outer: 263, inner: 362 },
} as const

export const LIP_CORNERS = { right: 61, left: 291 } as const
export const INNER_LIPS = { upper: 13, lower: 14 } as const
export const NOSE_TIP = 4
export const EAR_SIDES = { right: 234, left: 454 } as const

/** Pairs that lie mirrored on a face at rest, right then left: their depths differ as far as the head is turned. */
export const MIRRORED_PAIRS = [
  [33, 263],
  [133, 362],
  [234, 454],
  [127, 356],
  [93, 323],
  [54, 284],
  [103, 332],
  [21, 251],
  [162, 389],
  [132, 361],
  [58, 288],
  [116, 345],
  [50, 280],
] as const

/** The part of a face that neither speech nor mimicry moves; the two outer eye corners come first. */
export const RIGID_LANDMARKS = [
  ...[33, 263, 133, 362],
  ...[10, 151, 9, 8, 67, 297, 109, 338, 103, 332, 69, 299, 104, 333, 108, 337],
  ...[70, 300, 63, 293, 105, 334, 66, 296, 107, 336],
  ...[54, 284, 21, 251, 162, 389, 127, 356, 139, 368, 71, 301],
  ...[168, 6, 197, 195, 5, 4, 1, 19, 94, 2],
  ...[122, 351, 196, 419, 3, 248, 51, 281, 45, 275, 48, 278, 64, 294, 98, 327, 115, 344, 131, 360, 198, 420],
  ...[234, 454, 93, 323, 116, 345, 117, 346, 118, 347, 123, 352, 50, 280, 101, 330, 111, 340, 143, 372, 34, 264],
] as const
