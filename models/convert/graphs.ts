import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConvertOptions } from './convert.ts'

/** The graphs of `@vladmandic/human` that are used, and which of their outputs: age, gender and gaze are left out. */
export const GRAPHS = [
  {
    name: 'blazeface',
    batch: 1,
    outputs: { scores16: 'Identity', scores32: 'Identity_1', boxes16: 'Identity_2', boxes32: 'Identity_3' },
  },
  {
    name: 'facemesh',
    batch: 1,
    outputs: { mesh: 'Identity_2', confidence: 'Identity_1' },
  },
  {
    name: 'iris',
    batch: 2,
    outputs: { contours: 'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd' },
  },
  {
    name: 'faceres',
    batch: 1,
    outputs: { description: 'global_pooling/Mean' },
  },
] as const satisfies readonly ConvertOptions[]

/** Where the package keeps a graph, without the ending. */
export function graphPath(name: string): string {
  const entry = fileURLToPath(import.meta.resolve('@vladmandic/human'))
  return join(dirname(entry), '..', 'models', name)
}
