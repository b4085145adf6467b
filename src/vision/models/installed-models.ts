import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from './digest.ts'
import { type ModelEntry, readModelEntry } from './model-entry.ts'

export interface VerifiedModel {
  readonly name: string
  readonly path: string
  readonly state: 'verified'
  readonly entry: ModelEntry
}

export interface UnusableModel {
  readonly name: string
  readonly path: string
  readonly state: 'damaged' | 'missing'
  /** Null when it cannot be read. */
  readonly entry: ModelEntry | null
  readonly problem: string
}

export type InstalledModel = VerifiedModel | UnusableModel

const ENTRY = '.json'

/** An installed model is the file `<name>.onnx` and its entry `<name>.json`, written last, with the file's digest. */
export function installedPaths(modelFolder: string, name: string): { entry: string; file: string } {
  const folder = join(modelFolder, 'installed')
  return { entry: join(folder, `${name}${ENTRY}`), file: join(folder, `${name}.onnx`) }
}

/**
 * Every installed model by name, each file's digest compared with its entry's. Throws when the folder is there and
 * can't be read: that it holds no model must be known, not supposed.
 */
export async function installedModels(modelFolder: string): Promise<InstalledModel[]> {
  return Promise.all((await installedNames(modelFolder)).map((name) => readInstalled(modelFolder, name)))
}

async function installedNames(modelFolder: string): Promise<string[]> {
  const files = await readdir(join(modelFolder, 'installed')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return files
    .filter((file) => file.endsWith(ENTRY))
    .map((file) => file.slice(0, -ENTRY.length))
    .sort()
}

async function readInstalled(modelFolder: string, name: string): Promise<InstalledModel> {
  const { entry: entryPath, file: path } = installedPaths(modelFolder, name)
  let entry: ModelEntry | null = null
  const bad = (state: UnusableModel['state'], problem: string) => ({ name, path, state, entry, problem })
  try {
    entry = readModelEntry(JSON.parse(await readFile(entryPath, 'utf8')))
    if (entry.name !== name) return bad('damaged', `${entryPath} is the entry of ${entry.name}`)
    const digest = await digestOf(path)
    if (digest === null) return bad('missing', `there is no ${path}`)
    if (digest !== entry.sha256) return bad('damaged', `the sha256 of ${path} is ${digest}`)
    return { name, path, state: 'verified', entry }
  } catch (error) {
    return bad('damaged', `${entry ? path : entryPath} cannot be read: ${(error as Error).message}`)
  }
}

/** Removes a model in whatever state it is. Returns false when none of that name is installed. */
export async function removeModel(modelFolder: string, name: string): Promise<boolean> {
  if (!(await installedNames(modelFolder)).includes(name)) return false
  const { entry, file } = installedPaths(modelFolder, name)
  await rm(entry, { recursive: true })
  await rm(file, { recursive: true, force: true })
  return true
}
