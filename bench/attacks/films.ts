import { actions, type StepAction } from '../../src/liveness/decision/challenge.ts'
import { onScreen } from './animated-photos.ts'
import type { Person } from './cast.ts'
import { type AttackPresentation, clipsOf, FEW_ACTIONS } from './presentations.ts'
import { readRaw, sharpOf } from './raw-picture.ts'

const LATE_SECONDS = 4.5

/** Whoever does as asked; as an attack: a film of each movement, played when it is asked for. */
export const honestClips = ({ name, clip }: Person) => clipsOf(`people/${name}`, clip)

export const bonaFide = (person: Person): AttackPresentation[] => [
  { id: person.name, subject: person.name, clips: honestClips(person) },
]

/** One film for each movement, injected when it is asked for: at once, or after an operator has found it. */
export const filmsOnRequest = (person: Person): AttackPresentation[] => [
  {
    ...{ id: `films of ${person.name} on request`, subject: person.name, attack: 'films-on-request' },
    clips: honestClips(person),
  },
  {
    ...{ id: `films of ${person.name} on request, late`, subject: person.name, attack: 'films-on-request-late' },
    ...{ clips: honestClips(person), late_seconds: LATE_SECONDS },
  },
]

const EXCHANGED: Readonly<Partial<Record<StepAction, StepAction>>> = {
  turn_left: 'turn_right',
  turn_right: 'turn_left',
}

/** The same films mirrored, so that they are other pictures: left is then played for right. */
export const mirroredFilms = ({ name, clip }: Person): AttackPresentation[] => [
  {
    ...{ id: `films of ${name}, mirrored`, subject: name, attack: 'films-mirrored' },
    clips: clipsOf(
      `films-mirrored/${name}`,
      async (action) =>
        Promise.all(
          (await clip(EXCHANGED[action] ?? action)).map(async (picture) =>
            readRaw(await sharpOf(picture).flop().png({ compressionLevel: 0 }).toBuffer()),
          ),
        ),
      FEW_ACTIONS,
    ),
  },
]

/** One film of all movements, in a loop, whatever is asked. */
export const filmLoop = ({ name, clip }: Person): AttackPresentation[] => [
  {
    ...{ id: `film of ${name} in a loop`, subject: name, attack: 'film-loop' },
    film: { frames: `film-loop/${name}`, make: async () => (await Promise.all(actions.map(clip))).flat() },
  },
]

/** Films of movements, each played on a screen before the camera when it is asked for. */
export const filmsOnScreen = ({ name, clip }: Person): AttackPresentation[] => [
  {
    ...{ id: `films of ${name} on a screen`, subject: name, attack: 'screen-films' },
    clips: clipsOf(`screen-films/${name}`, async (action) => onScreen(await clip(action)), FEW_ACTIONS),
  },
]
