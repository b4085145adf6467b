import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

interface Human {
  readonly tf: { tensor(data: Uint8Array, shape: number[], type: string): { dispose(): void } }
  load(): Promise<void>
  detect(input: unknown): Promise<{ face: readonly { mesh: readonly unknown[] }[] }>
}

export interface HumanWasm {
  /**
   * Detector, mesh and eyes on one encoded picture, as the package itself does it; the number of mesh points found.
   */
  detect(bytes: Uint8Array): Promise<number>
  close(): void
}

/** `@vladmandic/human` on the one backend that it can run here without further downloads. */
export async function openHumanWasm(): Promise<HumanWasm> {
  const programs = dirname(fileURLToPath(import.meta.resolve('@vladmandic/human')))
  const models = join(programs, '..', 'models')
  const server = createServer(async (request, response) => {
    response.end(await readFile(join(models, basename(request.url ?? ''))))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const off = { enabled: false }
  const require = createRequire(import.meta.url)
  const { Human } = require(join(programs, 'human.node-wasm.js'))
  const human: Human = new Human({
    backend: 'wasm',
    wasmPath: join(dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm'))), '/'),
    modelBasePath: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    cacheSensitivity: 0,
    debug: false,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { modelPath: 'blazeface.json', maxDetected: 1, skipFrames: 0, skipTime: 0, rotation: false },
      mesh: { enabled: true },
      iris: { enabled: true },
      attention: off,
      emotion: off,
      description: off,
      antispoof: off,
      liveness: off,
    },
  })
  await human.load()
  return {
    async detect(bytes) {
      const { data, info } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true })
      const tensor = human.tf.tensor(data, [1, info.height, info.width, 3], 'float32')
      const { face } = await human.detect(tensor)
      tensor.dispose()
      return face[0]?.mesh.length ?? 0
    },
    close: () => void server.close(),
  }
}
