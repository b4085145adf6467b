import { hash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openModel } from '../open-model.ts'
import { type DownloadLimits, downloadModel, type Progress } from './download-model.ts'
import { installedPaths } from './installed-models.ts'
import type { ModelEntry } from './model-entry.ts'

export interface AddOptions extends Partial<DownloadLimits> {
  /** Takes the files from this folder instead of the network. */
  readonly from?: string | undefined
  readonly progress?: (name: string, ...progress: Parameters<Progress>) => void
}

interface Fetched {
  readonly entry: ModelEntry
  readonly content: Uint8Array
}

const SILENCE_MS_MAX = 30_000
const TOTAL_MS_MAX = 600_000

/**
 * Installs models: all are fetched, compared with their pinned digest, tried and written to the disk before the first
 * is put in place. Throws a sentence that says what to do; then what was installed before is as it was, unless a file
 * could not be moved to its place.
 */
export async function addModels(
  modelFolder: string,
  entries: readonly ModelEntry[],
  options: AddOptions = {},
): Promise<void> {
  const fetched: Fetched[] = []
  for (const entry of entries) {
    const content = await fetchModel(entry, options)
    await tryModel(entry, content)
    fetched.push({ entry, content })
  }
  await putInPlace(modelFolder, fetched).catch((error: Error) => {
    throw new Error(
      `The models could not be put in place: ${error.message}. "liveness models list" says what is installed.`,
      { cause: error },
    )
  })
}

async function fetchModel(entry: ModelEntry, options: AddOptions): Promise<Uint8Array> {
  const { from, silenceMsMax = SILENCE_MS_MAX, totalMsMax = TOTAL_MS_MAX, progress } = options
  const source = from === undefined ? entry.url : join(from, entry.file ?? basename(new URL(entry.url).pathname))
  const content =
    from === undefined
      ? await downloadModel(entry, { silenceMsMax, totalMsMax }, (...amounts) => progress?.(entry.name, ...amounts))
      : await readModel(entry, source)
  if (content?.length === entry.bytes && hash('sha256', content, 'hex') === entry.sha256) return content
  throw new Error(`${entry.name}: ${source} is not the pinned file: its size or sha256 differs. Nothing was installed.`)
}

/** Null where the size differs: a larger file is not read. */
async function readModel({ name, bytes }: ModelEntry, path: string): Promise<Uint8Array | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new Error(`${name}: there is no file ${path}.`)
  return found.size === bytes ? readFile(path) : null
}

/**
 * A model that the runtime can't open, or of another form than its entry says, would stop the server's next start.
 */
async function tryModel({ name, side, bonaFideIndex }: ModelEntry, content: Uint8Array): Promise<void> {
  try {
    const model = await openModel(content)
    const [output] = Object.values(await model.run())
    await model.close()
    if (model.input.length !== 3 * side * side) throw new Error(`its input is not 1 × 3 × ${side} × ${side}`)
    if (!((output?.length ?? 0) > bonaFideIndex)) throw new Error(`it has no output ${bonaFideIndex}`)
  } catch (error) {
    throw new Error(`${name} cannot be run: ${(error as Error).message}. Nothing was installed.`)
  }
}

/** Renames only what is on the disk, every file before every entry: a file without its entry does not count. */
async function putInPlace(modelFolder: string, fetched: readonly Fetched[]): Promise<void> {
  const paths = fetched.map(({ entry }) => installedPaths(modelFolder, entry.name))
  await mkdir(join(modelFolder, 'installed'), { recursive: true })
  const staging = await mkdtemp(join(modelFolder, 'incoming-'))
  const staged = (path: string): string => join(staging, basename(path))
  try {
    for (const [i, { entry, content }] of fetched.entries()) {
      await writeFile(staged(paths[i]!.file), content, { flush: true })
      await writeFile(staged(paths[i]!.entry), `${JSON.stringify(entry, null, 2)}\n`, { flush: true })
    }
    for (const { file } of paths) await rename(staged(file), file)
    for (const { entry } of paths) await rename(staged(entry), entry)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}
