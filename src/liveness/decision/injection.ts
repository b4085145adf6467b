import { isRecognized } from './earlier-sessions.ts'
import type { Frame } from './frame.ts'
import { isStill } from './freshness.ts'
import type { Progress } from './progress.ts'
import type { SaidCamera } from './said-camera.ts'
import { sceneChange } from './scene-change.ts'
import { isVirtualCamera } from './virtual-cameras.ts'

/** What hints at pictures that do not come from a camera. Each happens to honest people, too: advice, no signal. */
export const injectionReasons = [
  'virtual_camera',
  'size_unlike_said',
  'rate_unlike_said',
  'encoder_changed',
  'scene_jumped',
  'picture_seen_before',
  'film_seen_before',
  'still_under_noise',
] as const
export type InjectionReason = (typeof injectionReasons)[number]

export const injectionStates = ['nothing_seen', 'suspicious', 'not_measured'] as const

export interface InjectionAdvice {
  readonly state: (typeof injectionStates)[number]
  /** In the order of `injectionReasons`; none but where it is suspicious. */
  readonly reasons: readonly InjectionReason[]
}

/** What is kept of a session's frames to advise by. */
export interface InjectionTrace {
  readonly cameras: readonly SaidCamera[]
  readonly sizes: readonly Size[]
  readonly encoders: readonly string[]
  readonly sceneJumps: number
  readonly grid: readonly number[]
  readonly gridAtMs: number
}
interface Size {
  readonly widthPixels: number
  readonly heightPixels: number
}

export const initialInjection: InjectionTrace = {
  ...{ cameras: [], sizes: [], encoders: [] },
  ...{ sceneJumps: 0, grid: [], gridAtMs: 0 },
}

const KEPT_MAX = 4

/** Its time is the session's own. The scene may jump while nobody is asked to move, such as when a phone is put up. */
export function trackInjection(known: InjectionTrace, frame: Frame, inAttempt: boolean): InjectionTrace {
  const { widthPixels, heightPixels, encoder, luminanceGrid } = frame.observation
  const jumped =
    inAttempt &&
    frame.receivedAtMs - known.gridAtMs <= JUMP_MS_MAX &&
    (sceneChange(known.grid, luminanceGrid) ?? 0) >= JUMP_MIN
  return {
    cameras: frame.camera ? withNew(known.cameras, frame.camera) : known.cameras,
    sizes: withNew(known.sizes, { widthPixels, heightPixels }),
    encoders: encoder ? withNew(known.encoders, encoder) : known.encoders,
    sceneJumps: known.sceneJumps + (jumped ? 1 : 0),
    grid: luminanceGrid,
    gridAtMs: frame.receivedAtMs,
  }
}

function withNew<Value>(known: readonly Value[], value: Value): readonly Value[] {
  const isKnown = known.some((one) => JSON.stringify(one) === JSON.stringify(value))
  return isKnown || known.length >= KEPT_MAX ? known : [...known, value]
}

/** `not_measured` where no frame came. By single requests nobody says which camera it is: the other reasons remain. */
export function adviseOnInjection(progress: Progress): InjectionAdvice {
  if (progress.frames.received === 0) return { state: 'not_measured', reasons: [] }
  const reasons = injectionReasons.filter((reason) => detect[reason](progress))
  return { state: reasons.length > 0 ? 'suspicious' : 'nothing_seen', reasons }
}

const detect: { readonly [reason in InjectionReason]: (progress: Progress) => boolean } = {
  virtual_camera: ({ injection }) => injection.cameras.some(({ label }) => label !== null && isVirtualCamera(label)),
  size_unlike_said: ({ injection }) => isUnlikeSaid(injection),
  rate_unlike_said: isFasterThanSaid,
  encoder_changed: ({ injection }) => injection.encoders.length > 1,
  scene_jumped: ({ injection }) => injection.sceneJumps > 0,
  picture_seen_before: ({ freshness }) => freshness.repeated + freshness.seenElsewhere > 0,
  film_seen_before: ({ earlierSessions }) => isRecognized(earlierSessions),
  still_under_noise: ({ freshness }) => isStill(freshness),
}

const SHAPE_TOLERANCE = 0.03

/**
 * Whether no frame has the shape of a camera that was named, upright or lying, or is no larger. Clients make pictures
 * smaller, and a phone names its camera's size lying.
 */
function isUnlikeSaid({ cameras, sizes }: InjectionTrace): boolean {
  const said = cameras.flatMap(({ widthPixels, heightPixels }) =>
    widthPixels === null || heightPixels === null ? [] : [{ widthPixels, heightPixels }],
  )
  return said.length > 0 && !sizes.some((size) => said.some((camera) => mayBeOf(size, camera)))
}

function mayBeOf(size: Size, camera: Size): boolean {
  const [long, short] = sidesOf(size)
  const [saidLong, saidShort] = sidesOf(camera)
  return long <= saidLong && Math.abs(Math.log((long * saidShort) / (short * saidLong))) <= SHAPE_TOLERANCE
}

const sidesOf = ({ widthPixels, heightPixels }: Size) =>
  [Math.max(widthPixels, heightPixels), Math.min(widthPixels, heightPixels)] as const

const RATE_TOLERANCE = 1.3
const RATE_MS_MIN = 3_000

/** A camera gives no more frames than it says. It may give fewer, in poor light or because fewer are sent. */
function isFasterThanSaid({ injection, attempt, frames, time }: Progress): boolean {
  const rates = injection.cameras.flatMap(({ framesPerSecond }) => framesPerSecond ?? [])
  if (rates.length === 0 || !attempt || time.lastAtMs === null) return false
  const passedMs = time.lastAtMs - attempt.begunAtMs
  const received = frames.received - attempt.framesBefore.received
  return passedMs >= RATE_MS_MIN && (received * 1000) / passedMs > RATE_TOLERANCE * Math.max(...rates)
}

const JUMP_MS_MAX = 250
/** Real people who turn and lean before the camera change it by 16 at most from one frame to the next. */
const JUMP_MIN = 40
