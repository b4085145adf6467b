import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DRAWN_PEOPLE } from '../../examples/drawn-people.ts'
import { type DrawnSubject, drawPixels } from '../../examples/drawn-subject.ts'
import { listPictures } from '../../src/evaluation/picture-files.ts'
import type { StepAction } from '../../src/liveness/decision/challenge.ts'
import { measureMouth } from '../../src/vision/mouth.ts'
import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import { measurePose } from '../../src/vision/pose.ts'
import { frameBytes, SKIP_WITHOUT_FIXTURES } from '../../test/vision/fixtures.ts'
import { clipFrames, movedBy } from './clip-frames.ts'
import { measureFace } from './measure-face.ts'
import { type RawPicture, readRaw, sharpOf } from './raw-picture.ts'
import { openStill, type Still } from './still.ts'

export const WIDTH = 400
export const HEIGHT = 300

/** Whose face is shown: there is one still photo of them. */
export interface Victim {
  readonly name: string
  readonly still: () => Promise<Still>
}

/** A person who can be filmed as well, and does as asked: the pictures of each action. */
export interface Person extends Victim {
  readonly clip: (action: StepAction) => Promise<readonly RawPicture[]>
}

export interface DrawnPerson extends Person {
  readonly draw: (given: Partial<DrawnSubject>) => Promise<RawPicture>
}

export interface Cast {
  readonly models: VisionModels
  /** Unlike each other; every second one has darker skin. */
  readonly people: readonly DrawnPerson[]
  /** Rendered heads, where the fixtures are beside the checkout. */
  readonly rendered: readonly Person[]
  /** Of films of real people, where a folder of them is given: for measuring only. */
  readonly real: readonly Victim[]
}

export async function openCast(models: VisionModels, folderOfFilms: string | undefined): Promise<Cast> {
  const { subjectD, subjectE, subjectF, subjectG, subjectH, subjectI, subjectJ, subjectK } = DRAWN_PEOPLE
  const named = { subjectD, subjectH, subjectE, subjectI, subjectF, subjectJ, subjectG, subjectK }
  const people = Object.entries(named).map(([name, identity]): DrawnPerson => {
    const draw = async (given: Partial<DrawnSubject>): Promise<RawPicture> => {
      const size = { widthPixels: WIDTH, heightPixels: HEIGHT }
      return {
        pixels: await drawPixels({ ...size, identity, furnished: true, ...given }),
        width: WIDTH,
        height: HEIGHT,
      }
    }
    return {
      ...{ name, draw },
      still: once(async () => openStill(models, await draw({}))),
      clip: onceEach((action: StepAction) =>
        Promise.all(clipFrames(action).map(({ way, sway }) => draw({ ...movedBy(action, way), centerX: 0.5 + sway }))),
      ),
    }
  })
  return {
    models,
    people,
    rendered: SKIP_WITHOUT_FIXTURES ? [] : renderedPeople(models),
    real: await realVictims(models, folderOfFilms),
  }
}

const renderedPeople = (models: VisionModels): Person[] =>
  ['id0', 'id2'].map((name) => {
    const read = async (bytes: Uint8Array) =>
      readRaw(
        await sharpOf(await readRaw(bytes))
          .resize(WIDTH, HEIGHT)
          .png()
          .toBuffer(),
      )
    const clip = (action: StepAction) =>
      Promise.all(frameBytes({ dir: `${name}_${action === 'look_straight' ? 'neutral' : action}` }).map(read))
    return { name, clip, still: once(async () => openStill(models, (await clip('look_straight'))[0]!)) }
  })

/** A film of each person is a folder of pictures: the photo is the one that looks straight with a closed mouth. */
async function realVictims(models: VisionModels, folder: string | undefined): Promise<Victim[]> {
  if (folder === undefined) return []
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`)
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names.map(({ name }) => ({
    name,
    still: once(async () => {
      let best: { picture: RawPicture; off: number } | undefined
      for (const path of (await listPictures(join(folder, name))).filter((_, index) => index % 4 === 0)) {
        const picture = await readRaw(path)
        const face = await measureFace(models, picture)
        if (!face) continue
        const { yawDegrees, pitchDegrees } = measurePose(face.points)
        const off = Math.hypot(yawDegrees, pitchDegrees) + 100 * Math.max(0, measureMouth(face.points).mouthOpening)
        if (!best || off < best.off) best = { picture, off }
      }
      if (!best) throw new Error(`no picture of ${name} shows a face`)
      return openStill(models, best.picture)
    }),
  }))
}

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function onceEach<Key, Made>(make: (key: Key) => Promise<Made>): (key: Key) => Promise<Made> {
  const made = new Map<Key, Promise<Made>>()
  return (key) => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}
