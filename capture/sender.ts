import type { Stream } from './stream.js'

const INTERVAL_MS = 100
/** The server takes 600 pictures in two minutes: after so many they get fewer. */
const EAGER_MAX = 300
const PATIENT_INTERVAL_MS = 320
const SIDE_PIXELS_MAX = 640
const QUALITY_MAX = 0.85
const QUALITY_MIN = 0.5
const HEADER_BYTES = 12

/**
 * Sends about ten pictures a second, each taken when the last has left: at most one is held, the newest. Where the line
 * can't keep up, pictures get smaller before they get fewer. `count`: how many pictures of the session were sent, with the one that is
 * about to be.
 */
export const sendFrames = (video: HTMLVideoElement, stream: Stream, signal: AbortSignal, count: () => number): void => {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { alpha: false })
  // Grows faster than pictures do, so that a page loaded anew goes on behind what it sent.
  const first = Math.floor(Date.now() / INTERVAL_MS) % 2 ** 31
  let interval = INTERVAL_MS
  let quality = QUALITY_MAX
  let dueAt = 0
  let late = false
  let busy = false

  const look = async () => {
    if (signal.aborted) return
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(look)
    else setTimeout(look, INTERVAL_MS / 3)
    const now = performance.now()
    if (busy || now < dueAt || !video.videoWidth) return
    const held = !stream.isReady()
    late ||= held
    if (held) return
    quality = late ? Math.max(QUALITY_MIN, quality - 0.1) : Math.min(QUALITY_MAX, quality + 0.01)
    dueAt = Math.max(dueAt + interval, now)
    late = false
    busy = true
    const picture = await take()
    busy = false
    if (!picture || signal.aborted || !stream.isReady()) return
    const bytes = new Uint8Array(HEADER_BYTES + picture.byteLength)
    const header = new DataView(bytes.buffer)
    const sent = count()
    if (sent > EAGER_MAX) interval = PATIENT_INTERVAL_MS
    header.setUint32(0, first + sent)
    header.setFloat64(4, performance.timeOrigin + now)
    bytes.set(new Uint8Array(picture), HEADER_BYTES)
    stream.send(bytes)
  }

  const take = async () => {
    const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = video.videoWidth * scale
    canvas.height = video.videoHeight * scale
    context?.drawImage(video, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    return blob?.arrayBuffer()
  }

  look()
}
