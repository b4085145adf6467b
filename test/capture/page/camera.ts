import type { Subject } from './shapes.ts'

declare const FRAMES: Readonly<Record<string, readonly string[]>>
declare const WORDS: Readonly<Record<string, string>>

declare global {
  /** What the test changes: who is before the camera, whether and how far they move, how the browser responds. */
  var subject: Subject
  /** The constraints of each camera that was requested. */
  var requested: MediaTrackConstraints[]
  /** How many cameras the page holds open. */
  var openTracks: () => number
  var unplug: () => void
  /** What a device does when another app takes its camera, and when it gives it back. */
  var mute: (muted: boolean) => void
  /** Turns the device: the camera's picture is upright from now on, or lies again. */
  var turn: () => void
}

// Runs in the page before all else: a camera whose picture is drawn here. `FRAMES` (poses by name, each a list of
// JPEGs in base64) and `WORDS` (action by prompt) are put before this text by drawn-camera.ts.
{
  const WIDTH = 640
  const HEIGHT = 480
  const FRAME_MS = 100

  globalThis.subject = {
    who: 'person',
    followsPrompts: true,
    reach: 1,
    firstPictureMs: 0,
    refuse: '',
    cameras: ['user'],
  }
  const tracks = new Set<MediaStreamTrack>()

  const decode = async (base64: string): Promise<ImageBitmap> =>
    createImageBitmap(new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]))
  type Poses = Readonly<Record<string, readonly ImageBitmap[]>>
  const decoded: Promise<Poses> = Promise.all(
    Object.entries(FRAMES).map(async ([name, list]) => [name, await Promise.all(list.map(decode))] as const),
  ).then(Object.fromEntries)

  /** A person reacts to a prompt, reaches the position and returns no faster than this. */
  const REACTION_MS = 300
  const MOVEMENT_MS = 500
  const HOLD_MS = 400
  const BLINK_MS = 350
  const AGAIN_MS = 3400

  let prompt = ''
  let promptAt = 0
  let doing: { action: string; was?: string; since: number } = { action: 'look_straight', since: 0 }
  let way = 0
  let movedAt = performance.now()

  const readPrompt = (): string =>
    document.querySelector('liveness-capture')?.shadowRoot?.querySelector('[part=prompt]')?.textContent ?? ''

  /** Where a movement should be, 0 … 1, at a time after its beginning; one that did not count is repeated. */
  const goal = (action: string, sinceMs: number): number => {
    const atMs = sinceMs % AGAIN_MS
    if (action === 'blink') return Number(atMs < BLINK_MS)
    return Number(atMs < MOVEMENT_MS + HOLD_MS)
  }

  const choose = (frames: Poses): ImageBitmap => {
    const { who, followsPrompts, reach } = globalThis.subject
    const now = performance.now()
    const text = readPrompt()
    if (text !== prompt) [prompt, promptAt] = [text, now]
    const prompted = (followsPrompts && WORDS[prompt]) || 'look_straight'
    if (prompted !== doing.action && now - promptAt > REACTION_MS && (prompted === 'look_straight' || way === 0))
      doing = { action: prompted, was: doing.action, since: now }
    const action = doing.action === 'look_straight' ? (doing.was ?? 'look_straight') : doing.action
    const target = doing.action === 'look_straight' ? 0 : reach < 1 ? reach : goal(action, now - doing.since)
    const step = action === 'blink' ? 1 : (now - movedAt) / MOVEMENT_MS
    way = target > way ? Math.min(target, way + step) : Math.max(target, way - step)
    movedAt = now
    const poses = frames[`${who} ${action}`] ?? frames[`${who} look_straight`]!
    return poses[Math.round(way * (poses.length - 1))]!
  }

  const openCamera = async (facingMode: string): Promise<MediaStream> => {
    const frames = await decoded
    const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT })
    const context = canvas.getContext('2d', { alpha: false })!
    const noise = new ImageData(160, 120)
    const grain = Object.assign(document.createElement('canvas'), { width: 160, height: 120 })
    for (let index = 0; index < noise.data.length; index++)
      noise.data[index] = index % 4 === 3 ? 12 : Math.random() * 255
    grain.getContext('2d')!.putImageData(noise, 0, 0)
    const firstPictureAt = performance.now() + globalThis.subject.firstPictureMs
    const draw = () => {
      if (performance.now() < firstPictureAt) return
      const { width, height } = canvas
      const sway = Math.sin(performance.now() / 900) * 4
      context.drawImage(
        choose(frames),
        (width - WIDTH) / 2 + sway - 8,
        (height - HEIGHT) / 2 - 6,
        WIDTH + 16,
        HEIGHT + 12,
      )
      const [left, top] = [Math.random() * 160, Math.random() * 120]
      for (let x = -left; x < width; x += 160) for (let y = -top; y < height; y += 120) context.drawImage(grain, x, y)
    }
    globalThis.turn = () => Object.assign(canvas, { width: canvas.height, height: canvas.width })
    draw()
    const timer = setInterval(draw, FRAME_MS)
    const stream = canvas.captureStream(1000 / FRAME_MS)
    const track = stream.getTracks()[0]!
    const stop = track.stop.bind(track)
    track.getSettings = () => ({ width: WIDTH, height: HEIGHT, facingMode, deviceId: facingMode })
    Object.defineProperty(track, 'label', { value: 'a drawn person' })
    track.stop = () => {
      clearInterval(timer)
      tracks.delete(track)
      stop()
    }
    tracks.add(track)
    return stream
  }

  globalThis.requested = []
  const getUserMedia = async ({ video }: { video: MediaTrackConstraints }): Promise<MediaStream> => {
    const { refuse, cameras, chosen } = globalThis.subject
    globalThis.requested.push(video)
    if (refuse) throw new DOMException('simulated by the test', refuse)
    const cameraId = (video.deviceId as { exact: string } | undefined)?.exact ?? chosen ?? cameras[0] ?? ''
    if (!cameras.includes(cameraId)) throw new DOMException('simulated by the test', 'OverconstrainedError')
    return openCamera(cameraId)
  }
  const enumerateDevices = async () =>
    globalThis.subject.cameras.map((deviceId) => ({ kind: 'videoinput', deviceId, label: deviceId }))
  // Browsers have no mediaDevices where the page is not secure.
  if (navigator.mediaDevices) Object.assign(navigator.mediaDevices, { getUserMedia, enumerateDevices })
  globalThis.openTracks = () => tracks.size
  globalThis.mute = (muted) => {
    for (const track of tracks) {
      Object.defineProperty(track, 'muted', { configurable: true, value: muted })
      track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'))
    }
  }
  globalThis.unplug = () => {
    for (const track of [...tracks]) {
      track.stop()
      track.dispatchEvent(new Event('ended'))
    }
  }
}
