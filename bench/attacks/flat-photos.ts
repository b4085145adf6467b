import { bendPrint } from '../../examples/bent-print.ts'
import type { DrawnPerson } from './cast.ts'
import { clipFrames } from './clip-frames.ts'
import type { AttackFilm, AttackPresentation } from './presentations.ts'
import { type RawPicture, readRaw, sharpOf } from './raw-picture.ts'

const TURNED_DEGREES = 40
const TILTED_DEGREES = 28
/** A bent print is shown from one side and brought round to the other. */
const BENT_DEGREES = { from: -25, by: 75 }

/** A photo in the hand: held whatever is asked, or turned and tilted as far as a head would be. */
export function flatPhoto({ name, draw }: DrawnPerson): AttackPresentation[] {
  const film = (moved: 'held' | 'turned' | 'tilted'): AttackFilm => ({
    frames: `photo/${name}/${moved}`,
    make: () =>
      Promise.all(
        clipFrames('turn_left').map(({ way, index, sway }) => {
          const yawDegrees = moved === 'turned' ? TURNED_DEGREES * way : 0
          const pitchDegrees = moved === 'tilted' ? TILTED_DEGREES * way : 0
          return draw({
            photo: { yawDegrees, pitchDegrees },
            centerX: 0.5 + 2 * sway,
            rollDegrees: 1.5 * Math.sin(index / 4),
          })
        }),
      ),
  })
  const [held, turned, tilted] = [film('held'), film('turned'), film('tilted')]
  const attack = { subject: name, attack: 'photo' }
  return [
    { id: `photo of ${name}, held`, ...attack, clips: { look_straight: held } },
    {
      ...{ id: `photo of ${name}, moved`, ...attack },
      clips: { look_straight: held, turn_left: turned, turn_right: turned, look_up: tilted },
    },
  ]
}

/** A print bent round a cylinder; the same where the caller asks for a single turn. */
export function bentPrint({ name, draw }: DrawnPerson): AttackPresentation[] {
  const film = (moved: 'held' | 'turned'): AttackFilm => ({
    frames: `bent-print/${name}/${moved}`,
    async make() {
      const print = new Uint8Array(
        await sharpOf(await draw({}))
          .png()
          .toBuffer(),
      )
      const degrees = clipFrames('turn_left').map(
        ({ way, index }) => BENT_DEGREES.from + (moved === 'held' ? 0 : BENT_DEGREES.by * way) + Math.sin(index / 2),
      )
      return Promise.all(degrees.map(async (one): Promise<RawPicture> => readRaw(await bendPrint(print, one))))
    },
  })
  const clips = { look_straight: film('held'), turn_left: film('turned') }
  return [
    { id: `bent print of ${name}`, subject: name, attack: 'bent-print', clips },
    {
      ...{ id: `bent print of ${name}, one turn`, subject: name, attack: 'bent-print-one-turn' },
      ...{ clips, actions: ['turn_left'] },
    },
  ]
}
