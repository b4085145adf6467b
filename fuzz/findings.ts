import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kept, readKept, writeKept } from './input.ts'

/** Writes what the server failed at into the folder, and returns the file. */
export function keepFinding(folder: string, { problem, seed, input }: Kept): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${problem.replaceAll(/\W+/g, '-')}-${seed}.json`)
  writeFileSync(file, writeKept({ problem, seed, input }))
  return file
}

/** The kept inputs of a file, or of all files of a folder; none where there is no such thing. */
export function readFindings(path: string): { readonly file: string; readonly kept: Kept }[] {
  if (!existsSync(path)) return []
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path]
  return files.map((file) => ({ file, kept: readKept(readFileSync(file, 'utf8')) }))
}
