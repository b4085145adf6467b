import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface SourceFile {
  /** Relative to the project, such as `src/accounts/login.ts`. */
  readonly path: string
  readonly text: string
  readonly lines: number
  /** What it imports: a path like its own for a file of the project, else the package's or built-in module's name. */
  readonly imports: readonly string[]
  /** Those of them that are there when the program runs: all but the imports of types. */
  readonly loads: readonly string[]
  /** Those of them that are loaded with it, not when they are needed. */
  readonly loadsAtOnce: readonly string[]
}

export const root = new URL('../../', import.meta.url)

export function readText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** The files of src/, or those that match the patterns given. */
export function readSourceFiles(patterns: readonly string[] = ['src/**/*.{ts,js}']): SourceFile[] {
  const paths = globSync(patterns, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  return paths.sort().map((path) => {
    const text = readText(path)
    return {
      path,
      text,
      lines: text.trimEnd().split('\n').length,
      imports: importsOf(path, text),
      loads: importsOf(path, withoutTypeImports(text)),
      loadsAtOnce: importsOf(path, withoutTypeImports(text).replaceAll(/\bimport\('[^']+'\)/g, '')),
    }
  })
}

function withoutTypeImports(text: string): string {
  return text.replaceAll(/^(import|export) type\b[^'"]*?\bfrom '[^']+'/gm, '')
}

/** Static imports (those of types too), re-exports and dynamic imports of a literal. */
function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)
  return [...found].map(([, from, bare, dynamic]) => resolve(path, from ?? bare ?? dynamic ?? ''))
}

function resolve(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier)).replaceAll('\\', '/')
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
