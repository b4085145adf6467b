import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const run = promisify(execFile)
export const ROOT = fileURLToPath(new URL('../', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
/** npm is a script there, which only a shell starts. */
const shell = process.platform === 'win32'

/**
 * Packs the client or the component as `npm publish` would, installs it in a folder, with links to packages of this
 * checkout beside it, and returns the names of its files.
 */
export async function installPackage(
  part: 'client' | 'capture',
  folder: string,
  beside: readonly string[] = [],
): Promise<string[]> {
  const checkout = join(folder, 'checkout')
  for (const name of [part, 'tsconfig.json'])
    cpSync(join(ROOT, name), join(checkout, name), { recursive: true, filter: (path) => !/[\\/]dist$/.test(path) })
  const env = { ...process.env, PATH: join(MODULES, '.bin') + delimiter + process.env.PATH }
  const cwd = join(checkout, part)
  const { stdout } = await run('npm', ['pack', '--json', '--offline', '--no-ignore-scripts'], { cwd, env, shell })
  const [packed] = Object.values<{ filename: string; files: { path: string }[] }>(JSON.parse(stdout))
  const installed = join(folder, 'node_modules')
  mkdirSync(installed)
  await run('tar', ['-xzf', join(cwd, packed!.filename), '-C', installed])
  renameSync(join(installed, 'package'), join(installed, `liveness-${part}`))
  for (const name of beside) symlinkSync(join(MODULES, name), join(installed, name))
  return packed!.files.map(({ path }) => path)
}

export function compileTypes(...parameters: string[]): Promise<unknown> {
  return run(process.execPath, [join(MODULES, 'typescript/bin/tsc'), ...parameters]).catch(({ stdout }) => {
    throw new Error(stdout)
  })
}
