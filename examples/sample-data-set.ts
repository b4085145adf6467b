import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { type StepAction, stepActions } from '../src/liveness/decision/challenge.ts'
import { addGrain } from './camera-grain.ts'
import {
  bentPrintFilm,
  type Draw,
  type DrawnFilm,
  FRAMES_PER_SECOND,
  obedientClip,
  photoFilm,
  screenReplayFilm,
  slideFilm,
  UNPROMPTED,
  unpromptedFilm,
} from './drawn-films.ts'
import { DRAWN_PEOPLE } from './drawn-people.ts'
import { type DrawnIdentity, drawPixels } from './drawn-subject.ts'

export type PersonName = keyof typeof DRAWN_PEOPLE

export interface SampleOptions {
  /** Those of DRAWN_PEOPLE, at least two: all unless given. Every second one, or fourth, is also attacked with. */
  readonly people?: readonly PersonName[]
  /** 400×300 unless given. */
  readonly widthPixels?: number
  readonly heightPixels?: number
  readonly progress?: (drawn: number, of: number) => void
}

interface FilmField {
  readonly frames: string
  readonly frames_per_second: number
}

/** As dataset.json has it; docs/evaluation.md describes it. */
interface PresentationField {
  readonly id: string
  readonly subject: string
  readonly attack?: string
  readonly groups: Readonly<Record<string, string>>
  readonly habits?: readonly string[]
  readonly film?: FilmField
  readonly clips?: Partial<Record<StepAction, FilmField>>
}

interface PlannedFilm {
  readonly frames: string
  readonly identity: DrawnIdentity
  readonly film: DrawnFilm
}

/** Standard deviation of each channel, 0..255. */
const NOISE = 1.5
const HABITS = ['glances', 'one_wrong_movement', 'talks'] as const

/**
 * Writes the sample data set into a folder: drawn people who do as asked, drawn people who do as they like, and five
 * species of attack. The same options give the same bytes. Returns how many presentations and pictures there are.
 */
export async function drawSampleDataSet(
  folder: string,
  options: SampleOptions = {},
): Promise<{ presentations: number; pictures: number }> {
  const { people = Object.keys(DRAWN_PEOPLE) as PersonName[], widthPixels = 400, heightPixels = 300 } = options
  const films: PlannedFilm[] = []
  const presentations = [...people.flatMap((name, i) => honest(films, name, i)), ...attacks(films, people)]
  const pictures = films.flatMap((planned, number) =>
    Array.from({ length: planned.film.frameCount }, (_, index) => ({ ...planned, index, seed: number * 1000 + index })),
  )
  for (const { frames } of films) await mkdir(join(folder, frames), { recursive: true })
  let drawn = 0
  const waiting = pictures.values()
  const drawRest = async () => {
    for (const { frames, identity, film, index, seed } of waiting) {
      const draw: Draw = async (given) => {
        const pixels = await drawPixels({ widthPixels, heightPixels, identity, ...given })
        addGrain(pixels, NOISE, seed)
        const raw = { width: widthPixels, height: heightPixels, channels: 3 } as const
        return new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: 85 }).toBuffer())
      }
      const picture = await film.frame(draw, index)
      await writeFile(join(folder, frames, `${String(index).padStart(3, '0')}.jpg`), picture)
      options.progress?.(++drawn, pictures.length)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, drawRest))
  const dataSet = { name: 'drawn people and drawn attacks', presentations }
  await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(dataSet, null, 2)}\n`)
  return { presentations: presentations.length, pictures: pictures.length }
}

function honest(films: PlannedFilm[], name: PersonName, i: number): PresentationField[] {
  const groups = groupsOf(name)
  const plan = planner(films, name)
  const clips = clipsOf(stepActions, (action) => plan(action, obedientClip(action)))
  const behavior = UNPROMPTED[(i % 4) % UNPROMPTED.length]!
  return [
    { id: name, subject: name, groups: { ...groups, behavior: 'does as asked' }, clips },
    ...HABITS.map((habit) => ({
      ...{ id: `${name} ${habit}`, subject: name, groups: { ...groups, behavior: habit } },
      ...{ habits: [habit], clips },
    })),
    {
      ...{ id: `${name} ${behavior}`, subject: name, groups: { ...groups, behavior } },
      film: plan(behavior.replace(' ', '_'), unpromptedFilm(behavior)),
    },
  ]
}

function attacks(films: PlannedFilm[], people: readonly PersonName[]): PresentationField[] {
  return people.flatMap((name, i) => {
    const plan = planner(films, name)
    const attack = (species: string, what: string, material: Pick<PresentationField, 'clips' | 'film'>) => ({
      ...{ id: `${species} ${what}`, subject: name, attack: species, groups: groupsOf(name), ...material },
    })
    const photos = () => {
      const look_straight = plan('photo_held', photoFilm('held'))
      const turned = plan('photo_turned', photoFilm('turned'))
      const look_up = plan('photo_tilted', photoFilm('tilted'))
      return [
        attack('photo', `of ${name}, held`, { clips: { look_straight } }),
        attack('photo', `of ${name}, moved`, {
          clips: { look_straight, turn_left: turned, turn_right: turned, look_up },
        }),
      ]
    }
    const others = () => {
      const look_straight = plan('print_held', bentPrintFilm('held'))
      const turn_left = plan('print_turned', bentPrintFilm('turned'))
      const slides = clipsOf(stepActions, (action) => plan(`slide_${action}`, slideFilm(action)))
      return [
        attack('bent-print', `of ${name}`, { clips: { look_straight, turn_left } }),
        attack('screen-replay', `of ${name}`, { film: plan('replay', screenReplayFilm) }),
        attack('slides', `of ${name}`, { clips: slides }),
      ]
    }
    const exchanged = [1, 3].flatMap((step) => {
      const other = people[(i + step) % people.length]!
      const clips = clipsOf(stepActions, (action) => filmField(action === 'look_straight' ? name : other, action))
      return other === name || (step > 1 && people.length <= 3)
        ? []
        : [attack('exchanged-face', `of ${name}, moved by ${other}`, { clips })]
    })
    return [...(i % 2 === 0 ? photos() : []), ...(i % 4 === 1 ? others() : []), ...exchanged]
  })
}

const filmField = (name: PersonName, what: string): FilmField => ({
  frames: `${name}/${what}`,
  frames_per_second: FRAMES_PER_SECOND,
})

/** Notes a film to be drawn of one person, and gives it as dataset.json names it. */
function planner(films: PlannedFilm[], name: PersonName): (what: string, film: DrawnFilm) => FilmField {
  return (what, film) => {
    const field = filmField(name, what)
    films.push({ frames: field.frames, identity: DRAWN_PEOPLE[name], film })
    return field
  }
}

function clipsOf(asked: readonly StepAction[], clip: (action: StepAction) => FilmField) {
  return Object.fromEntries(asked.map((action) => [action, clip(action)])) as Record<StepAction, FilmField>
}

function groupsOf(name: PersonName): Record<string, string> {
  const { skin, glasses }: DrawnIdentity = DRAWN_PEOPLE[name]
  const isLighter = Number.parseInt(skin.slice(1, 3), 16) > 0xa0
  return { skin: isLighter ? 'lighter' : 'darker', glasses: glasses ? 'yes' : 'no' }
}
