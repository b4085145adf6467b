import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface Extraction {
  readonly film: string
  /** The folder for its pictures; a film whose folder is there was extracted before. */
  readonly into: string
}

/** As many as a session needs; the film may have more. */
const FRAMES_PER_SECOND = 10
const FILM_MS_MAX = 600_000

/** Extracts the pictures of films with `ffmpeg`; where there is none, throws a sentence with what to run. */
export async function extractPictures(extractions: readonly Extraction[]): Promise<{ framesPerSecond: number }> {
  for (const { film, into } of extractions) {
    if (await exists(into)) continue
    const unfinished = `${into}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    await extract(film, unfinished)
    await rename(unfinished, into)
  }
  return { framesPerSecond: FRAMES_PER_SECOND }
}

async function extract(film: string, into: string): Promise<void> {
  const options = ['-nostdin', '-loglevel', 'error', '-i', film, '-vf', `fps=${FRAMES_PER_SECOND}`, '-q:v', '2']
  try {
    await promisify(execFile)('ffmpeg', [...options, `${into}/%05d.jpg`], { timeout: FILM_MS_MAX })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error(`ffmpeg cannot read ${film}: ${(error as Error).message}`)
    const pictures = film.replace(/\.[^./]*$/, '')
    throw new Error(
      `${film} is a film, and there is no ffmpeg on the PATH to extract its pictures. Install it, or extract them ` +
        `elsewhere, for each film into a folder of its name: mkdir ${pictures} && ffmpeg -i ${film} -q:v 2 ` +
        `${pictures}/%05d.jpg`,
    )
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
