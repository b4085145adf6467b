import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { BUNDLED_MODELS } from '../vision/models/bundled-models.ts'

/**
 * A digest of all that measures: the models, and the program of `vision/` as it is. What another engine measured is
 * never taken for this one's, and nobody has to remember a number to change.
 */
export async function engineVersion(installed: readonly { readonly sha256: string }[]): Promise<string> {
  const folder = new URL('../vision/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder))))
  const models = [...Object.values(BUNDLED_MODELS), ...installed].map(({ sha256 }) => sha256)
  return hash('sha256', JSON.stringify([...models, ...sources.map((source) => hash('sha256', source, 'hex'))]), 'hex')
}
