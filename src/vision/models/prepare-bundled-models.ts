import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convert } from '../convert/convert.ts'
import { encodeOnnx } from '../convert/onnx-file.ts'
import { readTfjsGraph } from '../convert/tfjs-graph.ts'
import { BUNDLED_MODELS, BUNDLED_VERSION, type BundledModel, type BundledModelName } from './bundled-models.ts'
import { digestOf, sha256 } from './digest.ts'
import { writeFileWhole } from './write-file-whole.ts'

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
  const files: [string, ModelFile][] = []
  for (const model of BUNDLED_MODELS) {
    const path = join(folder, `${model.name}-${BUNDLED_VERSION}-${model.sha256.slice(0, 12)}.onnx`)
    if ((await digestOf(path)) !== model.sha256) {
      await writeFileWhole(path, await rewrite(model))
      log(`model ${model.name} rewritten from @vladmandic/human ${BUNDLED_VERSION}`)
    }
    files.push([model.name, { path, sha256: model.sha256 }])
  }
  return Object.fromEntries(files) as Record<BundledModelName, ModelFile>
}

async function rewrite(model: BundledModel): Promise<Uint8Array> {
  const file = encodeOnnx(convert(await readTfjsGraph(bundledGraphPath(model.name)), model))
  const digest = sha256(file)
  if (digest !== model.sha256)
    throw new Error(
      `The model ${model.name} of @vladmandic/human became ${digest} when rewritten, expected ${model.sha256}: ` +
        `install version ${BUNDLED_VERSION} again (npm ci).`,
    )
  return file
}

/** Where the package keeps a graph, without the ending. */
export function bundledGraphPath(name: string): string {
  const entry = fileURLToPath(import.meta.resolve('@vladmandic/human'))
  return join(dirname(entry), '..', 'models', name)
}
