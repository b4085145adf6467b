import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type Action, actions, STEPS_MAX, type StepAction, stepActions } from '../liveness/decision/challenge.ts'
import {
  AFTER_STEP_FRAMES_MAX,
  AT_FIRST_SECONDS_MAX,
  type DataSet,
  type Film,
  FRAMES_PER_SECOND_DEFAULT,
  habits,
  LATE_SECONDS_MAX,
  type Material,
  PRESENTATIONS_MAX,
  type Presentation,
} from './data-set.ts'
import { isPicture, listPictures } from './picture-files.ts'
import { type Field, readEntries, readList, readNumber, readObject, readOneOf, readText, wrong } from './read-fields.ts'

export const DATA_SET_FILE = 'dataset.json'

const FILE_BYTES_MAX = 128 * 1024 * 1024
const NAME_CHARACTERS_MAX = 200
const PATH_CHARACTERS_MAX = 1_000
const GROUPS_MAX = 20
const FRAMES_PER_SECOND = { min: 0.5, max: 240 }
/** Species are named on the command line: `--fail-above apcer.photo=0.05`. */
const SPECIES = /^[a-z0-9][a-z0-9_-]{0,59}$/

/**
 * Reads `dataset.json`, whose folders must all be there, with pictures; throws a sentence that names the field that is
 * wrong.
 */
export async function readDataSetFile(folder: string): Promise<DataSet> {
  const path = join(folder, DATA_SET_FILE)
  const { size } = await stat(path)
  if (size > FILE_BYTES_MAX) throw new Error(`${path} has ${size} bytes; it can have ${FILE_BYTES_MAX} at most`)
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    const fields = readObject({ value, path: '' }, ['name', 'presentations'])
    const name = readText(fields.name, NAME_CHARACTERS_MAX)
    const presentations = await readPresentations(fields.presentations, folder)
    return { name, layout: 'dataset.json', presentations }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

async function readPresentations(field: Field, folder: string): Promise<Presentation[]> {
  const counts = new Map<string, Promise<number>>()
  const countFrames = (path: string) => {
    const known = counts.get(path) ?? listPictures(path).then(({ length }) => length)
    counts.set(path, known)
    return known
  }
  const ids = new Set<string>()
  const presentations: Presentation[] = []
  for (const item of readList(field, PRESENTATIONS_MAX)) {
    const presentation = await readPresentation(item, folder, countFrames)
    if (ids.has(presentation.id))
      throw new Error(`${item.path}.id: another presentation has the id "${presentation.id}"`)
    ids.add(presentation.id)
    presentations.push(presentation)
  }
  if (presentations.length === 0) throw new Error(`${field.path} holds no presentation`)
  return presentations
}

type CountFrames = (folder: string) => Promise<number>

const FIELDS = [
  ...['id', 'subject', 'attack', 'groups', 'frames_per_second'],
  ...['film', 'clips', 'picture', 'habits', 'late_seconds', 'actions'],
] as const
type Fields = Record<(typeof FIELDS)[number], Field>

async function readPresentation(item: Field, folder: string, countFrames: CountFrames): Promise<Presentation> {
  const fields = readObject(item, FIELDS)
  const { attack, groups, frames_per_second, actions: asked } = fields
  return {
    id: readText(fields.id, NAME_CHARACTERS_MAX),
    subject: readText(fields.subject, NAME_CHARACTERS_MAX),
    species: attack.value === undefined ? null : readSpecies(attack),
    groups: groups.value === undefined ? {} : readGroups(groups),
    framesPerSecond: frames_per_second.value === undefined ? FRAMES_PER_SECOND_DEFAULT : readRate(frames_per_second),
    material: await readMaterial(item, fields, folder, countFrames),
    ...(asked.value === undefined ? {} : { actions: readActions(asked) }),
  }
}

async function readMaterial(item: Field, fields: Fields, folder: string, countFrames: CountFrames): Promise<Material> {
  const { film, clips, picture } = fields
  if ([film, clips, picture].filter(({ value }) => value !== undefined).length !== 1)
    throw new Error(`${item.path} must have one of film, clips and picture`)
  const isObedient = clips.value !== undefined
  for (const name of ['habits', 'late_seconds', 'frames_per_second'] as const)
    if (!isObedient && fields[name].value !== undefined) throw new Error(`${fields[name].path} is for clips only`)
  if (film.value !== undefined) {
    const { from_start: fromStart, ...fields } = readObject(film, [...FILM_FIELDS, 'from_start'])
    return { film: await readFilm(fields, folder, countFrames), ...(readFlag(fromStart) ? { fromStart: true } : {}) }
  }
  if (picture.value !== undefined) return { picture: await readPictureFile(picture, folder) }
  return readClips(clips, fields, folder, countFrames)
}

async function readClips(clips: Field, fields: Fields, folder: string, countFrames: CountFrames): Promise<Material> {
  const { at_first: first, after_step: after, ...shown } = readObject(clips, [...stepActions, 'at_first', 'after_step'])
  const read: { [action in StepAction]?: Film } = {}
  for (const [action, clip] of Object.entries(shown))
    if (clip.value !== undefined)
      read[action as StepAction] = await readFilm(readObject(clip, FILM_FIELDS), folder, countFrames)
  if (!read.look_straight) throw new Error(`${clips.path}.look_straight is missing: the face at rest`)
  const { habits: named, late_seconds: late, attack } = fields
  const listed = named.value === undefined ? [] : readList(named, habits.length)
  return {
    ...{ clips: read, habits: listed.map((one) => readOneOf(one, habits)) },
    ...(first.value === undefined ? {} : { atFirst: await readAtFirst(first, folder, countFrames) }),
    ...(after.value === undefined ? {} : { afterStep: await readAfterStep(after, attack, folder, countFrames) }),
    ...(late.value === undefined ? {} : { lateSeconds: readNumber(late, 0, LATE_SECONDS_MAX) }),
  }
}

async function readAtFirst(first: Field, folder: string, countFrames: CountFrames) {
  const { seconds, ...film } = readObject(first, [...FILM_FIELDS, 'seconds'])
  return { ...(await readFilm(film, folder, countFrames)), seconds: readNumber(seconds, 0, AT_FIRST_SECONDS_MAX) }
}

async function readAfterStep(after: Field, attack: Field, folder: string, countFrames: CountFrames): Promise<Film> {
  if (attack.value === undefined) throw new Error(`${after.path} is for attacks only`)
  const film = await readFilm(readObject(after, FILM_FIELDS), folder, countFrames)
  if (film.frameCount <= AFTER_STEP_FRAMES_MAX) return film
  throw new Error(`${after.path} has ${film.frameCount} pictures; there can be ${AFTER_STEP_FRAMES_MAX} at most`)
}

function readActions(field: Field): Action[] {
  const asked = readList(field, STEPS_MAX)
  if (asked.length === 0) throw new Error(`${field.path} holds no action`)
  return asked.map((one) => readOneOf(one, actions))
}

const FILM_FIELDS = ['frames', 'frames_per_second'] as const
type FilmFields = Record<(typeof FILM_FIELDS)[number], Field>

async function readFilm(
  { frames, frames_per_second }: FilmFields,
  folder: string,
  countFrames: CountFrames,
): Promise<Film> {
  const path = readPath(frames, folder)
  const frameCount = await countFrames(path).catch((error: Error) => {
    throw new Error(`${frames.path}: ${error.message}`)
  })
  return { folder: path, frameCount, framesPerSecond: readRate(frames_per_second) }
}

async function readPictureFile(field: Field, folder: string): Promise<string> {
  const path = readPath(field, folder)
  if (!isPicture(path)) throw wrong(field, 'the path of a .jpg, .jpeg, .png or .webp file')
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new Error(`${field.path}: there is no file ${path}`)
  return path
}

/** A path below the data set's folder. */
function readPath(field: Field, folder: string): string {
  const path = readText(field, PATH_CHARACTERS_MAX)
  if (isAbsolute(path) || path.includes('\\') || path.split('/').includes('..'))
    throw wrong(field, 'a path within the folder of the data set, with "/" and without ".."')
  return join(folder, path)
}

function readFlag(field: Field): boolean {
  if (field.value === undefined || typeof field.value === 'boolean') return field.value === true
  throw wrong(field, 'true or false')
}

const readRate = (field: Field) => readNumber(field, FRAMES_PER_SECOND.min, FRAMES_PER_SECOND.max)

function readSpecies(field: Field): string {
  if (typeof field.value === 'string' && SPECIES.test(field.value)) return field.value
  throw wrong(field, 'a species in lower-case letters, digits, "-" and "_", such as "photo" or "mask-silicone"')
}

function readGroups(field: Field): Record<string, string> {
  const entries = Object.entries(readEntries(field))
  if (entries.length > GROUPS_MAX) throw new Error(`${field.path} has more than ${GROUPS_MAX} groups`)
  return Object.fromEntries(entries.map(([name, value]) => [name, readText(value, NAME_CHARACTERS_MAX)]))
}
