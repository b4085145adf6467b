// The few calls of TensorFlow.js that `record-reference.ts` makes; the packages are installed only for a benchmark.
declare module '@tensorflow/tfjs-core' {
  export interface Tensor {
    dataSync(): Float32Array
  }
  export function setBackend(name: 'wasm'): Promise<boolean>
  export function tensor4d(values: Float32Array, shape: readonly number[]): Tensor
  export function transpose(tensor: Tensor, permutation: readonly number[]): Tensor
  export const io: {
    fromMemory(artifacts: { modelTopology: unknown; weightSpecs: unknown; weightData: ArrayBuffer }): unknown
  }
}

declare module '@tensorflow/tfjs-converter' {
  import type { Tensor } from '@tensorflow/tfjs-core'

  export interface GraphModel {
    execute(input: Tensor, output: string): Tensor
  }
  export function loadGraphModel(handler: unknown): Promise<GraphModel>
}

declare module '@tensorflow/tfjs-backend-wasm' {
  export function setWasmPaths(folder: string): void
}
