import { readFileSync } from 'node:fs'
import { stripTypes } from '../../src/capture/strip-types.ts'

/** One of the scripts in page/, as a browser takes it: what a page runs before all else. */
export function readPageScript(name: 'camera' | 'measure'): string {
  return stripTypes(readFileSync(new URL(`page/${name}.ts`, import.meta.url), 'utf8'))
}
