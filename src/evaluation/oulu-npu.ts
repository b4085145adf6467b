import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { DataSet, Presentation } from './data-set.ts'
import { PRESENTATIONS_MAX } from './data-set.ts'
import { extractPictures } from './extract-pictures.ts'
import { listPictures } from './picture-files.ts'

/** `Phone_Session_User_File`, as a film or as a folder of its pictures. */
const NAME = /^([1-6])_([1-3])_(\d\d)_([1-5])(\.avi)?$/
const PARTS = ['Train_files', 'Dev_files', 'Test_files']
/** Of the films, and so of a folder that holds all pictures of one. */
const FRAMES_PER_SECOND = 30

interface Source {
  readonly path: string
  readonly name: string
  readonly isFilm: boolean
}

export async function isOuluNpu(folder: string): Promise<boolean> {
  return (await findSources(folder)).length > 0
}

/**
 * Reads a folder laid out as OULU-NPU (Boulkenafet and others, 2017): file 1 is bona fide, 2 and 3 are prints, 4 and 5
 * videos replayed. A folder of pictures is taken before the film of the same name; pictures of films are extracted
 * into `picturesFolder`, once.
 */
export async function readOuluNpu(folder: string, picturesFolder: string): Promise<DataSet> {
  const sources = await findSources(folder)
  const byName = new Map(sources.toSorted((a, b) => Number(b.isFilm) - Number(a.isFilm)).map((one) => [one.name, one]))
  if (byName.size > PRESENTATIONS_MAX)
    throw new Error(`${folder} holds ${byName.size} films; there can be ${PRESENTATIONS_MAX} at most`)
  const chosen = [...byName.values()].toSorted((a, b) => a.name.localeCompare(b.name))
  const films = chosen.filter(({ isFilm }) => isFilm)
  const extracted = await extractPictures(
    films.map(({ path, name }) => ({ film: path, into: join(picturesFolder, name) })),
  )
  const presentations: Presentation[] = []
  for (const { path, name, isFilm } of chosen) {
    const pictures = isFilm ? join(picturesFolder, name) : path
    const { length: frameCount } = await listPictures(pictures)
    const framesPerSecond = isFilm ? extracted.framesPerSecond : FRAMES_PER_SECOND
    presentations.push(presentationOf(name, { folder: pictures, frameCount, framesPerSecond }))
  }
  return { name: basename(resolve(folder)), layout: 'OULU-NPU', presentations }
}

function presentationOf(name: string, film: { folder: string; frameCount: number; framesPerSecond: number }) {
  const [, phone = '', session = '', user = '', file = ''] = NAME.exec(name)!
  const species = file === '1' ? null : file <= '3' ? 'print' : 'video-replay'
  const { framesPerSecond } = film
  return { id: name, subject: user, species, groups: { phone, session }, material: { film }, framesPerSecond }
}

/** Right in the folder, or in those of the parts. */
async function findSources(folder: string): Promise<Source[]> {
  const names = await readdir(folder)
  const folders = [folder, ...PARTS.filter((part) => names.includes(part)).map((part) => join(folder, part))]
  const found = await Promise.all(
    folders.map(async (within) =>
      (await readdir(within)).flatMap((name): Source[] => {
        const match = NAME.exec(name)
        if (!match) return []
        return [{ path: join(within, name), name: name.replace(/\.avi$/, ''), isFilm: match[5] !== undefined }]
      }),
    ),
  )
  return found.flat()
}
