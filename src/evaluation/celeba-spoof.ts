import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type DataSet, FRAMES_PER_SECOND_DEFAULT, PRESENTATIONS_MAX, type Presentation } from './data-set.ts'
import { type Field, readEntries, readList, readNumber } from './read-fields.ts'

/** The part to evaluate on; where it is not there, the other. */
const LABEL_FILES = ['metas/intra_test/test_label.json', 'metas/intra_test/train_label.json']
const LABEL_FILE_BYTES_MAX = 256 * 1024 * 1024
const LABELS = 44
const SPOOF_TYPE_AT = 40
const SPOOF_TYPES = [
  null,
  ...['photo', 'poster', 'a4-paper', 'face-mask', 'upper-body-mask', 'region-mask'],
  ...['pc-screen', 'pad-screen', 'phone-screen', 'mask-3d'],
] as const
const PICTURE = /^Data\/(?:train|test)\/(\w+)\/(?:live|spoof)\/\w[\w.-]*\.(?:png|jpe?g)$/

export async function isCelebaSpoof(folder: string): Promise<boolean> {
  return (await findLabelFile(folder)) !== null
}

/**
 * Reads the labels of a folder laid out as CelebA-Spoof (Zhang and others, 2020): single pictures, whose species is
 * the spoof type among their 44 labels. Throws a sentence that names the label that is wrong.
 */
export async function readCelebaSpoof(folder: string): Promise<DataSet> {
  const file = (await findLabelFile(folder))!
  try {
    const labels = Object.entries(readEntries({ value: JSON.parse(await readFile(file, 'utf8')), path: '' }))
    if (labels.length > PRESENTATIONS_MAX)
      throw new Error(`it has ${labels.length} pictures; there can be ${PRESENTATIONS_MAX} at most: leave some out`)
    if (labels.length === 0) throw new Error('it has no picture')
    const presentations = labels.map(([path, label]) => presentationOf(folder, path, label))
    return { name: basename(resolve(folder)), layout: 'CelebA-Spoof', presentations }
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

function presentationOf(folder: string, path: string, label: Field): Presentation {
  const match = PICTURE.exec(path)
  if (!match)
    throw new Error(`"${path.slice(0, 200)}" is not of the form Data/test/<subject>/<live or spoof>/<picture>`)
  const labels = readList(label, LABELS)
  const type = readNumber(labels[SPOOF_TYPE_AT] ?? { value: undefined, path: `${path}[${SPOOF_TYPE_AT}]` }, 0, 10)
  const species = SPOOF_TYPES[type]
  if (species === undefined) throw new Error(`${path}[${SPOOF_TYPE_AT}] must be a whole number; it is ${type}`)
  const picture = join(folder, path)
  return {
    ...{ id: path, subject: match[1]!, species, groups: {} },
    ...{ material: { picture }, framesPerSecond: FRAMES_PER_SECOND_DEFAULT },
  }
}

async function findLabelFile(folder: string): Promise<string | null> {
  for (const name of LABEL_FILES) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (!found) continue
    if (found.size > LABEL_FILE_BYTES_MAX)
      throw new Error(`${path} has ${found.size} bytes; it can have ${LABEL_FILE_BYTES_MAX} at most`)
    return path
  }
  return null
}
