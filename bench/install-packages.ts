/**
 * Installs what only the benchmarks need into bench/node_modules, unless what bench/package-lock.json asks for is
 * there.
 */
import { execSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
  console.error('Installing what only the benchmarks need into bench/node_modules …')
  // What npm says goes to standard error: a benchmark's standard output is its result.
  execSync('npm ci', { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 2, 2] })
}

/** Milliseconds; 0 where there is no such file. */
function changedAt(path: string): number {
  return statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
