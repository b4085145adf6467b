import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from './digest.ts'
import { type ModelEntry, readModelEntry } from './model-entry.ts'

export interface InstalledModel extends ModelEntry {
  readonly path: string
  readonly state: 'verified' | 'damaged' | 'missing'
}

/** An installed model is its entry `<name>.json`, written last, and the file `<name>.onnx` that the entry's digest names. */
export function installedPaths(modelFolder: string, name: string): { entry: string; file: string } {
  const folder = join(modelFolder, 'installed')
  return { entry: join(folder, `${name}.json`), file: join(folder, `${name}.onnx`) }
}

/** Every installed model by name, each file's digest compared with its entry's. */
export async function installedModels(modelFolder: string): Promise<InstalledModel[]> {
  const names = await readdir(join(modelFolder, 'installed')).catch(() => [])
  const entries = names.filter((name) => name.endsWith('.json')).sort()
  return Promise.all(entries.map((name) => readInstalled(modelFolder, name.slice(0, -'.json'.length))))
}

async function readInstalled(modelFolder: string, name: string): Promise<InstalledModel> {
  const { entry: entryPath, file: path } = installedPaths(modelFolder, name)
  try {
    const entry = readModelEntry(JSON.parse(await readFile(entryPath, 'utf8')))
    const digest = await digestOf(path)
    return { ...entry, path, state: digest === null ? 'missing' : digest === entry.sha256 ? 'verified' : 'damaged' }
  } catch (error) {
    throw new Error(`The entry ${entryPath} of an installed model cannot be read: ${(error as Error).message}`)
  }
}

/** Returns false when no model of that name is installed. */
export async function removeModel(modelFolder: string, name: string): Promise<boolean> {
  const installed = await installedModels(modelFolder)
  if (!installed.some((model) => model.name === name)) return false
  const { entry, file } = installedPaths(modelFolder, name)
  await rm(entry)
  await rm(file, { force: true })
  return true
}
