import { availableParallelism } from 'node:os'
import { after } from 'node:test'
import { openVisionPool, type VisionPool } from '../src/vision/pool.ts'
import { NO_MODEL_FOLDER } from './vision/model-folder.ts'

let opened: Promise<VisionPool> | undefined

/** The real engine, one for all tests of a file, opened when the first frame comes. */
export const engine: VisionPool = {
  observe: async (request) => (await open()).observe(request),
  examine: async (request) => (await open()).examine(request),
  presentationAttackModels: async () => [],
  // So many that no session waits.
  framesPerSecond: 10_000,
  depth: 0,
  busy: 0,
  ready: Promise.resolve(),
  isReady: true,
  close: async () => (await opened)?.close(),
}

async function openPool(): Promise<VisionPool> {
  const workers = Math.max(1, availableParallelism() - 1)
  return openVisionPool({ modelFolder: NO_MODEL_FOLDER, workers, queueFramesMax: 64, log: () => {} })
}

function open(): Promise<VisionPool> {
  opened ??= openPool()
  return opened
}

after(async () => engine.close())
