/** The longer side of a frame, in pixels at most, and the quality of its JPEG, 0 … 1. */
export type Compression = readonly [longSide: number, quality: number]

const BEST: Compression = [640, 0.85]
/** From the best line to the slowest: in bytes, a frame of the last is about a tenth of one of the first. */
const LEVELS: readonly Compression[] = [
  BEST,
  ...([0.75, 0.65, 0.55] as const).map((quality): Compression => [640, quality]),
  ...([
    [480, 0.55],
    [400, 0.5],
    [320, 0.5],
    [320, 0.4],
    [320, 0.3],
  ] as const),
]
const LEVEL_MAX = LEVELS.length - 1
/** A frame that waited up to so long takes the next one down a level, one that waited up to twice as long two. */
const LEVEL_MS = 250
const LEVELS_AT_ONCE_MAX = 4
/** So many frames that had not to wait take the next one up a level. */
const FRAMES_PER_LEVEL = 15

export const compressionAt = (level: number): Compression => LEVELS[Math.ceil(level)] ?? BEST

/**
 * The level of the next frame, which waited so long for the line; whole or a part of the way up. Frames don't get
 * larger again: after each change of their size the server has to find the face anew.
 */
export const nextLevel = (level: number, waitedMs: number): number => {
  if (waitedMs > 0)
    return Math.min(LEVEL_MAX, Math.ceil(level) + Math.min(LEVELS_AT_ONCE_MAX, Math.ceil(waitedMs / LEVEL_MS)))
  const higher = Math.max(0, level - 1 / FRAMES_PER_LEVEL)
  return compressionAt(higher)[0] === compressionAt(level)[0] ? higher : level
}
