import type { Stream } from './stream.js'

const INTERVAL_MS = 100
/** The server accepts 600 frames in two minutes: after this many, fewer are sent. */
const FULL_RATE_FRAMES_MAX = 300
const SLOW_INTERVAL_MS = 320
const SIDE_PIXELS_MAX = 640
const QUALITY_MAX = 0.85
const QUALITY_MIN = 0.5
const HEADER_BYTES = 12

/**
 * Sends about ten frames a second, or as few as the server asks for (`pace`), each taken when the last has left: at
 * most one is held, the newest. On a slow line, frames get smaller before they get fewer. `countFrame` counts a frame
 * and returns how many the session has sent.
 */
export const sendFrames = (
  video: HTMLVideoElement,
  stream: Stream,
  signal: AbortSignal,
  countFrame: () => number,
  pace: () => number,
): void => {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { alpha: false })
  // Grows faster than the number of frames, so that a reloaded page continues above what it sent before.
  const firstSequence = Math.floor(Date.now() / INTERVAL_MS) % 2 ** 31
  let sent = 0
  let quality = QUALITY_MAX
  let dueAt = 0
  let late = false
  let busy = false

  const sendNext = async () => {
    if (signal.aborted) return
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(sendNext)
    else setTimeout(sendNext, INTERVAL_MS / 3)
    const now = performance.now()
    if (busy || now < dueAt || !video.videoWidth) return
    const blocked = !stream.isReady()
    late ||= blocked
    if (blocked) return
    quality = late ? Math.max(QUALITY_MIN, quality - 0.1) : Math.min(QUALITY_MAX, quality + 0.01)
    const interval = sent > FULL_RATE_FRAMES_MAX ? SLOW_INTERVAL_MS : INTERVAL_MS
    dueAt = Math.max(dueAt + Math.max(interval, 1000 / pace()), now)
    late = false
    busy = true
    const jpeg = await compress()
    busy = false
    if (!jpeg || signal.aborted || !stream.isReady()) return
    const bytes = new Uint8Array(HEADER_BYTES + jpeg.byteLength)
    const header = new DataView(bytes.buffer)
    sent = countFrame()
    header.setUint32(0, firstSequence + sent)
    header.setFloat64(4, performance.timeOrigin + now)
    bytes.set(new Uint8Array(jpeg), HEADER_BYTES)
    stream.send(bytes)
  }

  const compress = async () => {
    const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = video.videoWidth * scale
    canvas.height = video.videoHeight * scale
    context?.drawImage(video, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    return blob?.arrayBuffer()
  }

  sendNext()
}
