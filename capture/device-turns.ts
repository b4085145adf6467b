/** Long enough for the device to come to rest, and for a head to be anywhere in the picture: so it is no cut. */
const SETTLING_MS = 1_000

/**
 * Follows the turns of the device, from upright to lying or back: the camera's picture changes its shape. Returns
 * whether one is under way.
 */
export const followTurns = (video: HTMLVideoElement, signal: AbortSignal, onTurn: () => void): (() => boolean) => {
  let upright: boolean | undefined
  let turnedAt = Number.NEGATIVE_INFINITY
  const follow = () => {
    const { videoWidth, videoHeight } = video
    if (!videoWidth || videoWidth === videoHeight) return
    const turned = upright !== undefined && upright !== videoHeight > videoWidth
    upright = videoHeight > videoWidth
    if (!turned) return
    turnedAt = performance.now()
    onTurn()
  }
  video.addEventListener('resize', follow, { signal })
  follow()
  return () => performance.now() - turnedAt < SETTLING_MS
}
