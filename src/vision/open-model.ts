import { InferenceSession, Tensor } from 'onnxruntime-node'
import './silence-runtime.ts'

/** A model ready to run on one picture format; its buffers are used again for every run. */
export interface Model {
  /** Write the input here, channels first. */
  readonly input: Float32Array
  /** Runs on `input`. The outputs, by name, hold until the next run. */
  run(): Promise<Readonly<Record<string, Float32Array>>>
  close(): Promise<void>
}

/** One thread, for the pool has a worker a core; nothing spins while it waits. */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
}

/** Opens the model at a path, or a file's content. Throws when the runtime cannot run it. */
export async function openModel(source: string | Uint8Array): Promise<Model> {
  const session =
    typeof source === 'string'
      ? await InferenceSession.create(source, OPTIONS)
      : await InferenceSession.create(source, OPTIONS)
  const [input] = session.inputMetadata.map(emptyTensor)
  if (!input) throw new Error('the model has no input')
  const feeds = { [input.name]: input.tensor }
  const outputs = session.outputMetadata.map(emptyTensor)
  const fetches = Object.fromEntries(outputs.map(({ name, tensor }) => [name, tensor]))
  const results = Object.fromEntries(outputs.map(({ name, data }) => [name, data]))
  return {
    input: input.data,
    async run() {
      await session.run(feeds, fetches)
      return results
    },
    close: () => session.release(),
  }
}

/** A free dimension is the batch, which is one. */
function emptyTensor(metadata: InferenceSession.ValueMetadata): { name: string; data: Float32Array; tensor: Tensor } {
  if (!metadata.isTensor) throw new Error(`${metadata.name} is not a tensor`)
  const shape = metadata.shape.map((size) => (typeof size === 'number' ? size : 1))
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
  return { name: metadata.name, data, tensor: new Tensor('float32', data, shape) }
}
