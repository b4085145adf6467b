import { compressionAt, nextLevel } from './compression.js'
import { cropToOval } from './crop.js'
import type { Stream } from './stream.js'

const INTERVAL_MS = 100
/** The server accepts 600 frames in two minutes: after this many, fewer are sent. */
const FULL_RATE_FRAMES_MAX = 300
const SLOW_INTERVAL_MS = 320
const HEADER_BYTES = 12

export interface SenderNeeds {
  readonly video: HTMLVideoElement
  readonly stream: Stream
  /** Ends the sending. */
  readonly signal: AbortSignal
  /** Counts a frame, and returns how many the session has sent. */
  countFrame(): number
  /** Frames a second that the server asks for. */
  pace(): number
  /** Nothing is sent meanwhile: what the camera shows is not the person. */
  isPaused(): boolean
}

/**
 * Sends what the oval shows about ten times a second, or as often as the server asks for, each frame taken when the
 * last has left: at most one is held, the newest. On a slow line, frames get smaller before they get fewer.
 */
export const sendFrames = ({ video, stream, signal, countFrame, pace, isPaused }: SenderNeeds): void => {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { alpha: false })
  // Grows faster than the number of frames, so that a reloaded page continues above what it sent before.
  const firstSequence = Math.floor(Date.now() / INTERVAL_MS) % 2 ** 31
  let sent = 0
  let level = 0
  let dueAt = 0
  let blockedAt = 0
  let busy = false

  const sendNext = async () => {
    if (signal.aborted) return
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(sendNext)
    else setTimeout(sendNext, INTERVAL_MS / 3)
    const now = performance.now()
    if (busy || now < dueAt || !video.videoWidth || isPaused()) return
    if (!stream.isReady()) {
      blockedAt ||= now
      return
    }
    level = nextLevel(level, blockedAt && now - blockedAt)
    const interval = sent > FULL_RATE_FRAMES_MAX ? SLOW_INTERVAL_MS : INTERVAL_MS
    dueAt = Math.max(dueAt + Math.max(interval, 1000 / pace()), now)
    blockedAt = 0
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
    const [longSide, quality] = compressionAt(level)
    const { x, y, width, height, sentWidth, sentHeight } = cropToOval(video.videoWidth, video.videoHeight, longSide)
    canvas.width = sentWidth
    canvas.height = sentHeight
    context?.drawImage(video, x, y, width, height, 0, 0, sentWidth, sentHeight)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    return blob?.arrayBuffer()
  }

  sendNext()
}
