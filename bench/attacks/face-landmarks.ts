/** Landmark numbers of MediaPipe's canonical face model; right and left are the subject's own. */

/** The outline of the face, clockwise from the middle of the forehead. */
export const FACE_OUTLINE = [
  ...[10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377],
  ...[152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109],
] as const

/** Of each eye, from corner to corner: the rim of the upper lid, that of the lower, and the fold above the upper. */
export const LIDS = [
  { upper: [246, 161, 160, 159, 158, 157, 173], lower: [7, 163, 144, 145, 153, 154, 155] },
  { upper: [466, 388, 387, 386, 385, 384, 398], lower: [249, 390, 373, 374, 380, 381, 382] },
] as const
export const LID_FOLDS = [
  [247, 30, 29, 27, 28, 56, 190],
  [467, 260, 259, 257, 258, 286, 414],
] as const
export const EYE_RINGS = [
  [33, ...LIDS[0].upper, 133, ...LIDS[0].lower],
  [263, ...LIDS[1].upper, 362, ...LIDS[1].lower],
] as const

/** From one corner of the mouth to the other. */
export const INNER_UPPER_LIP = [191, 80, 81, 82, 13, 312, 311, 310, 415] as const
export const INNER_LOWER_LIP = [95, 88, 178, 87, 14, 317, 402, 318, 324] as const
export const INNER_LIP_CORNERS = [78, 308] as const
/** All that goes down with the lower lip, but for the inner rim. */
export const LOWER_LIP = [
  ...[146, 91, 181, 84, 17, 314, 405, 321, 375],
  ...[77, 90, 180, 85, 16, 315, 404, 320, 307],
  ...[96, 89, 179, 86, 15, 316, 403, 319, 325],
] as const
export const UPPER_LIP = [
  ...[185, 40, 39, 37, 0, 267, 269, 270, 409],
  ...[184, 74, 73, 72, 11, 302, 303, 304, 408],
  ...[183, 42, 41, 38, 12, 268, 271, 272, 407],
] as const
