import { parentPort, workerData } from 'node:worker_threads'
import { convert } from '../convert/convert.ts'
import { encodeOnnx } from '../convert/onnx-file.ts'
import { readTfjsGraph } from '../convert/tfjs-graph.ts'
import {
  BUNDLED_MODELS,
  BUNDLED_VERSION,
  type BundledModel,
  type BundledModelName,
  bundledGraphPath,
} from './bundled-models.ts'
import { sha256 } from './digest.ts'
import { writeFileWhole } from './write-file-whole.ts'

/** A thread that rewrites the models it is started with to the paths given, posts a line for each, and ends; it fails with the first that does. */
for (const { name, path } of workerData as readonly { name: BundledModelName; path: string }[]) {
  await writeFileWhole(path, await rewrite(BUNDLED_MODELS.find((model) => model.name === name)!))
  parentPort!.postMessage(`model ${name} rewritten from @vladmandic/human ${BUNDLED_VERSION}`)
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
