import { isTurn, type StepAction } from '../../src/liveness/decision/challenge.ts'
import { LANDMARK_COUNT } from '../../src/vision/landmarks.ts'
import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import { animateStill } from './animate-still.ts'
import { posed } from './animated-photos.ts'
import type { DrawnPerson } from './cast.ts'
import { clipFrames } from './clip-frames.ts'
import { EYE_RINGS, INNER_LIP_CORNERS, INNER_LOWER_LIP, INNER_UPPER_LIP } from './face-landmarks.ts'
import { honestClips } from './films.ts'
import { measureFace } from './measure-face.ts'
import { type AttackPresentation, clipsOf } from './presentations.ts'
import { dissolve, type RawPicture, shifted } from './raw-picture.ts'
import { withRings } from './still.ts'
import { between, warp } from './warp.ts'

export interface Pair {
  readonly victim: DrawnPerson
  /** Sits before the camera. */
  readonly attacker: DrawnPerson
}

export const named = ({ victim, attacker }: Pair, attack: string) => ({
  ...{ id: `${attack}: ${victim.name}, by ${attacker.name}`, subject: victim.name, attack },
  folder: `${attack}/${victim.name}-${attacker.name}`,
})

/** The victim's photo on the attacker's moving head, with holes for the eyes and the mouth. */
export const paintedFace =
  (models: VisionModels) =>
  (pair: Pair): AttackPresentation[] => {
    const { folder, ...rest } = named(pair, 'painted-face')
    const holes = [...EYE_RINGS, [...INNER_UPPER_LIP, ...INNER_LOWER_LIP, ...INNER_LIP_CORNERS]].map(
      (ring) => new Set<number>(ring),
    )
    const clips = clipsOf(folder, async (action) => {
      const still = await pair.victim.still()
      const mask = still.triangles.filter(
        (triangle) =>
          triangle.every((point) => point < LANDMARK_COUNT) &&
          !holes.some((hole) => triangle.every((point) => hole.has(point))),
      )
      const painted: RawPicture[] = []
      for (const frame of await pair.attacker.clip(action)) {
        const face = await measureFace(models, frame)
        painted.push(face ? warp(still.picture, still.points, face.points, mask, frame) : frame)
      }
      return painted
    })
    return [{ ...rest, clips }]
  }

/**
 * The victim's photo, animated, and beyond the attacker's own head: from 15° of a turn and the half of any other
 * movement on, or in turns only, from where a face is no longer compared.
 */
export const photoThenOwnHead = (pair: Pair): AttackPresentation[] => [
  exchangedOnTheWay(pair, 'photo-then-own-head', (_, way) => way > 0.5),
  exchangedOnTheWay(pair, 'photo-then-own-head-far', (action, way) => way > 0.8 && isTurn(action)),
]

function exchangedOnTheWay(
  pair: Pair,
  attack: string,
  isOwn: (action: StepAction, way: number) => boolean,
): AttackPresentation {
  const { folder, ...rest } = named(pair, attack)
  const clips = clipsOf(folder, async (action) => {
    const still = await pair.victim.still()
    const own = await pair.attacker.clip(action)
    return Promise.all(
      clipFrames(action).map(({ way, sway, index }) =>
        isOwn(action, way)
          ? own[index]!
          : animateStill(still, { ...posed(action, way), right: sway * still.picture.width, down: index % 2 }),
      ),
    )
  })
  return { ...rest, clips }
}

const EXCHANGE_FRAMES = 3
const EXCHANGED_ACTIONS = ['look_straight', 'turn_left', 'turn_right', 'smile'] as const

/** The victim's photo at rest; before each movement it is morphed into the attacker, and back again after it. */
export function gradualExchange(pair: Pair): AttackPresentation[] {
  const { folder, ...rest } = named(pair, 'gradual-exchange')
  const clips = clipsOf(
    folder,
    async (action) => {
      const from = await pair.victim.still()
      const to = await pair.attacker.still()
      const mixed = (share: number, index: number) => {
        const points = between(from.points, to.points, share)
        const over = dissolve(from.picture, to.picture, share)
        const first = warp(from.picture, from.points, points, from.triangles, over)
        const second = warp(to.picture, to.points, points, from.triangles, over)
        return shifted(dissolve(first, second, share), index % 2, 0)
      }
      if (action === 'look_straight')
        return clipFrames(action).map(({ index }) => shifted(from.picture, index % 2, index % 3))
      const there = Array.from({ length: EXCHANGE_FRAMES }, (_, index) =>
        mixed((index + 1) / (EXCHANGE_FRAMES + 1), index),
      )
      return [...there, ...(await pair.attacker.clip(action)), ...there.toReversed()]
    },
    EXCHANGED_ACTIONS,
  )
  return [{ ...rest, clips }]
}

/** At rest half the one and half the other; the attacker makes the movements. */
export const mixedFaces =
  (models: VisionModels) =>
  (pair: Pair): AttackPresentation[] => {
    const { folder, ...rest } = named(pair, 'mixed-faces')
    const make = async () => {
      const victim = await pair.victim.still()
      const mixed: RawPicture[] = []
      for (const frame of await pair.attacker.clip('look_straight')) {
        const face = await measureFace(models, frame)
        if (!face) throw new Error(`no face is found in a picture of ${pair.attacker.name}`)
        const own = withRings(face.points)
        const mean = between(own, victim.points, 0.5).map((value, at) => (at < LANDMARK_COUNT * 3 ? value : own[at]!))
        const first = warp(frame, own, mean, victim.triangles, frame)
        mixed.push(dissolve(first, warp(victim.picture, victim.points, mean, victim.triangles, frame), 0.5))
      }
      return mixed
    }
    return [{ ...rest, clips: { ...honestClips(pair.attacker), look_straight: { frames: folder, make } } }]
  }
