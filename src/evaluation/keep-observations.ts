import { hash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Observation } from '../vision/observation.ts'

/**
 * What was measured on the films of one data set, kept so that the next evaluation measures nothing. A file holds one
 * film: 32 bytes of SHA-256, then the observations as JSON. They have four decimals, so that is exactly what was
 * measured, no larger than a binary form (7.5 kB a frame) and no slower to read. Files describe faces: nobody else may
 * read them.
 */
export interface KeptObservations {
  /** The file of a film, named by the digest of its content; it need not be there. */
  fileOf(film: string): string
  /** Whether the film was measured by this engine, and its file is whole. */
  has(film: string): Promise<boolean>
  /** Throws a sentence where it cannot be written, and leaves nothing of it. */
  store(film: string, observations: readonly Observation[]): Promise<void>
  /**
   * Erases the films that are none of these, which are no longer in the data set, and what a process left unfinished
   * that was killed.
   */
  eraseOthers(films: ReadonlySet<string>): Promise<void>
}

const DIGEST_BYTES = 32
/** Written by a process under its own number, and renamed when it is whole. */
const FILE = /^(?<film>[0-9a-f]{64})-[0-9a-f]{16}\.observed(?:\.(?<process>\d+))?$/

/** Each data set has a folder of its own within the folder of all. */
export async function openKeptObservations(
  folderOfAll: string,
  dataSetFolder: string,
  engine: string,
): Promise<KeptObservations> {
  const folder = keptFolder(folderOfAll, dataSetFolder)
  for (const one of [folderOfAll, folder]) await mkdir(one, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const fileOf = (film: string) => join(folder, `${film}-${engine.slice(0, 16)}.observed`)
  return {
    fileOf,
    has: async (film) => isWhole(await readFile(fileOf(film)).catch(() => null)),
    async store(film, observations) {
      const path = fileOf(film)
      const unfinished = `${path}.${process.pid}`
      try {
        await writeFile(unfinished, pack(observations), { mode: 0o600 })
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        const { message } = error as Error
        throw new Error(`Measurements cannot be kept in ${folder} (${message}); --observations names another place`)
      }
    },
    async eraseOthers(films) {
      for (const name of await readdir(folder)) {
        const { film, process: writer } = FILE.exec(name)?.groups ?? {}
        const isLeft = writer !== undefined && !isRunning(Number(writer))
        if (film && (isLeft || !films.has(film))) await rm(join(folder, name), { force: true })
      }
    },
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Erases all that was kept for a data set, whether or not its pictures are still there. */
export async function forgetObservations(folderOfAll: string, dataSetFolder: string): Promise<number> {
  const folder = keptFolder(folderOfAll, dataSetFolder)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  await rm(folder, { recursive: true, force: true })
  return names.filter((name) => FILE.test(name)).length
}

/** Where the pictures that are extracted from a data set's films are kept. */
export const extractedFolder = (folderOfAll: string, dataSetFolder: string) =>
  join(keptFolder(folderOfAll, dataSetFolder), 'pictures')

const keptFolder = (folderOfAll: string, dataSetFolder: string) =>
  join(folderOfAll, hash('sha256', resolve(dataSetFolder), 'hex').slice(0, 16))

/** What is kept in a file; null where it is not there or damaged. */
export async function readKeptFile(path: string): Promise<Observation[] | null> {
  const file = await readFile(path).catch(() => null)
  return isWhole(file) ? (JSON.parse(file.toString('utf8', DIGEST_BYTES)) as Observation[]) : null
}

function pack(observations: readonly Observation[]): Buffer {
  const content = Buffer.from(JSON.stringify(observations))
  return Buffer.concat([hash('sha256', content, 'buffer'), content])
}

function isWhole(file: Buffer | null): file is Buffer {
  if (!file || file.length <= DIGEST_BYTES) return false
  return hash('sha256', file.subarray(DIGEST_BYTES), 'buffer').equals(file.subarray(0, DIGEST_BYTES))
}
