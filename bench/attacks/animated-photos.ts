import { showOnScreen } from '../../examples/show-on-screen.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { animateStill, type StillPosture } from './animate-still.ts'
import type { DrawnPerson, Victim } from './cast.ts'
import { clipFrames } from './clip-frames.ts'
import { type AttackFilm, type AttackPresentation, clipsOf, FEW_ACTIONS } from './presentations.ts'
import { type RawPicture, readRaw, sharpOf } from './raw-picture.ts'

const TURN_DEGREES = 30
const LOOK_UP_DEGREES = 20

/** What a photo does that has gone so far into an action. */
export function posed(action: StepAction, way: number): StillPosture {
  if (action === 'turn_left') return { yawDegrees: TURN_DEGREES * way }
  if (action === 'turn_right') return { yawDegrees: -TURN_DEGREES * way }
  if (action === 'look_up') return { pitchDegrees: LOOK_UP_DEGREES * way }
  if (action === 'blink') return { blink: way }
  if (action === 'smile') return { smile: way }
  return action === 'open_mouth' ? { mouthOpening: way } : {}
}

/** The clip of an action, all of it made from one still photo. */
export async function animatedClip(victim: Victim, action: StepAction): Promise<RawPicture[]> {
  const still = await victim.still()
  return Promise.all(
    clipFrames(action).map(({ way, sway, index }) => {
      const posture = posed(action, way)
      const nod = 0.5 * Math.sin(index / 3)
      return animateStill(still, {
        ...posture,
        right: sway * still.picture.width,
        yawDegrees: (posture.yawDegrees ?? 0) + nod,
      })
    }),
  )
}

const animated = ({ name, still }: Victim, species: string) =>
  clipsOf(`animated-photo/${species}/${name}`, (action) => animatedClip({ name, still }, action))

/** One still photo, animated. */
export const animatedPhoto =
  (species: string) =>
  (victim: Victim): AttackPresentation[] => [
    { id: `${species} of ${victim.name}`, subject: victim.name, attack: species, clips: animated(victim, species) },
  ]

/** The same through a small camera and much compression. */
export function animatedSmall(victim: DrawnPerson): AttackPresentation[] {
  const made = clipsOf(`animated-photo-320/${victim.name}`, async (action) =>
    Promise.all(
      (await animatedClip(victim, action)).map(async (picture) =>
        readRaw(await sharpOf(picture).resize(320, 240).png({ compressionLevel: 0 }).toBuffer()),
      ),
    ),
  )
  const clips = Object.fromEntries(Object.entries(made).map(([action, film]) => [action, { ...film, jpegQuality: 40 }]))
  const attack = 'animated-photo-320'
  return [{ id: `animated photo of ${victim.name}, 320×240`, subject: victim.name, attack, clips }]
}

/**
 * A relief of the face without eyes and mouth that move, as of paper, turned and tilted: whatever is asked, and where
 * only turns and nods are.
 */
export function relief(victim: DrawnPerson): AttackPresentation[] {
  const { look_straight, turn_left, turn_right, look_up } = animated(victim, 'animated-photo')
  const moved = { look_straight, turn_left, turn_right, look_up } as Record<StepAction, AttackFilm>
  const still = { blink: moved.look_straight, smile: moved.look_straight, open_mouth: moved.look_straight }
  const attack = { subject: victim.name, attack: 'relief' }
  return [
    { id: `relief of ${victim.name}`, ...attack, clips: { ...moved, ...still } },
    { id: `relief of ${victim.name}, turns and nods`, ...attack, attack: 'relief-turns-and-nods', clips: moved },
  ]
}

/** The animated photo on a screen that is held before the camera. */
export const animatedOnScreen = (victim: DrawnPerson): AttackPresentation[] => [
  {
    ...{ id: `animated photo of ${victim.name} on a screen`, subject: victim.name, attack: 'screen-animated-photo' },
    clips: clipsOf(
      `screen-animated-photo/${victim.name}`,
      async (action) => onScreen(await animatedClip(victim, action)),
      FEW_ACTIONS,
    ),
  },
]

export const onScreen = (pictures: readonly RawPicture[]): Promise<RawPicture[]> =>
  Promise.all(
    pictures.map(async (picture) => {
      const played = new Uint8Array(await sharpOf(picture).jpeg({ quality: 90 }).toBuffer())
      return readRaw(await showOnScreen(played))
    }),
  )
