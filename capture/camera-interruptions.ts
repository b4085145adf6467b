import type { FailureCode } from './types.js'

/** Phones mute a camera for a moment when another app looks at it, which needs no words. */
const MUTED_SHOWN_MS = 500
const MUTED_MS_MAX = 10_000

export interface Interruptions {
  /** The device gives no picture, or gives it again. Said once it has lasted a moment. */
  onMuted(muted: boolean): void
  /** The page was hidden, and is shown again. */
  onReturn(): void
  onFailure(code: FailureCode): void
}

/**
 * Follows what can take the camera away: the device mutes it (a call, a shutter, another app) or ends it, or the page
 * is hidden, when many phones do either. Returns whether the camera shows nothing of use.
 */
export const followInterruptions = (
  track: MediaStreamTrack,
  signal: AbortSignal,
  { onMuted, onReturn, onFailure }: Interruptions,
): (() => boolean) => {
  let timer = 0
  let shown = false

  const show = (muted: boolean) => {
    if (muted !== shown) onMuted(muted)
    shown = muted
  }
  const follow = () => {
    clearTimeout(timer)
    if (!track.muted) show(false)
    // Who is not there has all the time to come back.
    if (!track.muted || document.hidden) return
    timer = setTimeout(() => {
      show(true)
      timer = setTimeout(() => onFailure('camera_muted'), MUTED_MS_MAX)
    }, MUTED_SHOWN_MS)
  }
  const onVisibility = () => {
    follow()
    if (!document.hidden) onReturn()
  }

  track.addEventListener('mute', follow, { signal })
  track.addEventListener('unmute', follow, { signal })
  track.addEventListener('ended', () => onFailure(document.hidden ? 'page_hidden' : 'camera_unplugged'), { signal })
  document.addEventListener('visibilitychange', onVisibility, { signal })
  signal.addEventListener('abort', () => clearTimeout(timer))
  follow()
  return () => track.muted || document.hidden
}
