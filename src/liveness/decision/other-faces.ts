import type { FaceSquare, Observation } from '../../vision/observation.ts'

/** A face besides the person's: where both were a while ago, in pixels. */
interface OtherFace {
  readonly square: FaceSquare
  readonly since: { readonly atMs: number; readonly square: FaceSquare; readonly own: FaceSquare }
}

/** The other faces in view, as they were when the picture was last searched. */
export type OtherFaces = readonly OtherFace[]

const OTHERS_MAX = 4
/** Over the person's face: from here on a face is as large, and it is not known whose check this is. */
const AS_LARGE = 0.75
/** Of the face's size: a person who moves by more is told from a hand that shakes. */
const MOVED_SHARE_MIN = 0.5
/** Of the person's movement: a face that moves with it deviates by less. */
const TOGETHER_SHARE_MAX = 0.3

/** For so long two movements are compared: a camera that was moved is at rest again. */
const COMPARED_MS_MAX = 2_000

/** Finds the other faces again where the picture was searched for them. */
export function trackOthers(known: OtherFaces, { otherFaces, face }: Observation, atMs: number): OtherFaces {
  if (!otherFaces || !face) return otherFaces?.length === 0 ? [] : known
  return otherFaces.slice(0, OTHERS_MAX).map((square) => {
    const before = known.find((other) => isNear(other.square, square))
    const compares = before && atMs - before.since.atMs <= COMPARED_MS_MAX
    return { square, since: compares ? before.since : { atMs, square, own: face.crop } }
  })
}

/**
 * Whether another face stops the check: one as large as the person's, or one that moves with it, as on one picture. A
 * poster stays where it is and somebody who passes goes another way.
 */
export const isCrowded = (others: OtherFaces, own: FaceSquare): boolean =>
  others.some((other) => !(other.square.size < AS_LARGE * own.size) || movesAlong(other, own))

function movesAlong({ square, since }: OtherFace, own: FaceSquare): boolean {
  const [ownX, ownY] = [own.centerX - since.own.centerX, own.centerY - since.own.centerY]
  const [x, y] = [square.centerX - since.square.centerX, square.centerY - since.square.centerY]
  const moved = Math.hypot(ownX, ownY)
  return moved >= MOVED_SHARE_MIN * own.size && Math.hypot(x - ownX, y - ownY) <= TOGETHER_SHARE_MAX * moved
}

const isNear = (a: FaceSquare, b: FaceSquare) =>
  Math.hypot(a.centerX - b.centerX, a.centerY - b.centerY) <= Math.max(a.size, b.size)
