import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openModel } from '../open-model.ts'
import { digestOf } from './digest.ts'
import { type DownloadLimits, downloadModel, type Progress } from './download-model.ts'
import { installedPaths } from './installed-models.ts'
import type { ModelEntry } from './model-entry.ts'
import { writeFileWhole } from './write-file-whole.ts'

export interface AddOptions extends Partial<DownloadLimits> {
  /** Takes the files from this folder instead of the network. */
  readonly from?: string | undefined
  readonly progress?: (name: string, ...progress: Parameters<Progress>) => void
}

const SILENCE_MS_MAX = 30_000
const TOTAL_MS_MAX = 600_000

/**
 * Installs models, all of them or none: each is fetched, compared with its pinned size and digest, and tried, before the
 * first is put in its place. Throws a sentence that says what to do.
 */
export async function addModels(
  modelFolder: string,
  entries: readonly ModelEntry[],
  options: AddOptions = {},
): Promise<void> {
  const staged = entries.map((entry) => ({ entry, path: join(modelFolder, 'incoming', `${entry.sha256}.onnx`) }))
  for (const { entry, path } of staged) {
    if (options.from === undefined) await download(entry, path, options)
    else await copyPinned(entry, join(options.from, entry.file ?? basename(new URL(entry.url).pathname)), path)
    await tryModel(entry, path)
  }
  await putInPlace(modelFolder, staged)
}

/** Every file first, then every entry, which is what makes it count; what was put there is taken away again when one fails. */
async function putInPlace(
  modelFolder: string,
  staged: readonly { readonly entry: ModelEntry; readonly path: string }[],
): Promise<void> {
  const replaced: Replaced[] = []
  try {
    for (const { entry, path } of staged) {
      const { file } = installedPaths(modelFolder, entry.name)
      await mkdir(dirname(file), { recursive: true })
      replaced.push(await replace(file, () => rename(path, file)))
    }
    for (const { entry } of staged) {
      const { entry: path } = installedPaths(modelFolder, entry.name)
      replaced.push(await replace(path, () => writeFileWhole(path, `${JSON.stringify(entry, null, 2)}\n`)))
    }
  } catch (error) {
    for (const { undo } of replaced.reverse()) await undo()
    throw new Error(`The models could not be put in place: ${(error as Error).message}. Nothing was installed.`, {
      cause: error,
    })
  }
  for (const { keep } of replaced) await keep()
}

interface Replaced {
  undo(): Promise<void>
  keep(): Promise<void>
}

/** Puts something else at a path, holding what was there until it is known whether all went well. */
async function replace(path: string, put: () => Promise<void>): Promise<Replaced> {
  const before = `${path}.before`
  const keep = (): Promise<void> => rm(before, { force: true })
  await keep()
  const existed = await copyFile(path, before).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  await put().catch(async (error: unknown) => {
    await keep()
    throw error
  })
  return { keep, undo: () => (existed ? rename(before, path) : rm(path, { force: true })) }
}

async function download(entry: ModelEntry, path: string, options: AddOptions): Promise<void> {
  const { silenceMsMax = SILENCE_MS_MAX, totalMsMax = TOTAL_MS_MAX, progress } = options
  await downloadModel(entry, path, { silenceMsMax, totalMsMax }, (...amounts) => progress?.(entry.name, ...amounts))
}

async function copyPinned(entry: ModelEntry, source: string, path: string): Promise<void> {
  const size = await stat(source).then(
    (found) => found.size,
    () => null,
  )
  if (size === null) throw new Error(`${entry.name}: there is no file ${source}.`)
  if (size !== entry.bytes || (await digestOf(source)) !== entry.sha256)
    throw new Error(
      `${entry.name}: ${source} is not the pinned file: its size or sha256 differs. Nothing was installed.`,
    )
  await mkdir(dirname(path), { recursive: true })
  await copyFile(source, path)
}

/** A model that the runtime can't open, or of another form than its entry says, would stop the server at its next start. */
async function tryModel({ name, side, bonaFideIndex }: ModelEntry, path: string): Promise<void> {
  try {
    const model = await openModel(path)
    const [output] = Object.values(await model.run())
    await model.close()
    if (model.input.length !== 3 * side * side) throw new Error(`its input is not 1 × 3 × ${side} × ${side}`)
    if (!((output?.length ?? 0) > bonaFideIndex)) throw new Error(`it has no output ${bonaFideIndex}`)
  } catch (error) {
    await rm(path, { force: true })
    throw new Error(`${name} cannot be run: ${(error as Error).message}. Nothing was installed.`)
  }
}
