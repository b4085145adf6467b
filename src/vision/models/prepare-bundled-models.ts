import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { BUNDLED_MODELS, BUNDLED_VERSION, type BundledModelName } from './bundled-models.ts'
import { digestOf } from './digest.ts'

export interface ModelFile {
  readonly path: string
  /** Hex. */
  readonly sha256: string
}

/**
 * Rewrites the graphs of the installed package into `<modelFolder>/bundled`, once: a file that is there and undamaged is
 * left alone. Two processes may do so at once. Throws when the package is not the version this release was made for.
 */
export async function prepareBundledModels(
  modelFolder: string,
  log: (line: string) => void,
): Promise<Readonly<Record<BundledModelName, ModelFile>>> {
  const folder = join(modelFolder, 'bundled')
  await mkdir(folder, { recursive: true })
  const files: [BundledModelName, ModelFile][] = []
  const missing: { name: BundledModelName; path: string }[] = []
  for (const { name, sha256 } of BUNDLED_MODELS) {
    const path = join(folder, `${name}-${BUNDLED_VERSION}-${sha256.slice(0, 12)}.onnx`)
    if ((await digestOf(path)) !== sha256) missing.push({ name, path })
    files.push([name, { path, sha256 }])
  }
  if (missing.length > 0) await rewriteInThread(missing, log)
  return Object.fromEntries(files) as Record<BundledModelName, ModelFile>
}

/** It takes a second of one core, in which the server already answers. */
function rewriteInThread(
  missing: readonly { readonly name: BundledModelName; readonly path: string }[],
  log: (line: string) => void,
): Promise<void> {
  const thread = new Worker(new URL('./rewriting-thread.ts', import.meta.url), { workerData: missing })
  return new Promise((resolve, reject) => {
    thread.on('message', log)
    thread.once('error', reject)
    thread.once('exit', () => resolve())
  })
}
