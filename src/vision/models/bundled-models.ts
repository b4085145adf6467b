import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConvertOptions } from '../convert/convert.ts'

export interface BundledModel extends ConvertOptions {
  /** Of the rewritten file, hex: rewriting gives the same bytes on every machine, so the cache can be trusted or rebuilt. */
  readonly sha256: string
}

/** The package whose graphs are used, as package.json pins it. */
export const BUNDLED_VERSION = '3.3.6'

/** The graphs that are used, and which of their outputs; what would tell age, gender and gaze is left out. */
export const BUNDLED_MODELS = [
  {
    name: 'blazeface',
    batch: 1,
    outputs: { scores16: 'Identity', scores32: 'Identity_1', boxes16: 'Identity_2', boxes32: 'Identity_3' },
    sha256: '9b841eb633e6146db04f6053612f055600de3f7a819d364507fc2e143390d4d1',
  },
  {
    name: 'facemesh',
    batch: 1,
    outputs: { mesh: 'Identity_2', confidence: 'Identity_1' },
    sha256: 'cce8907629e20c827588cb9520173ea384899014d8ae34d41e25a1fc99c83812',
  },
  {
    name: 'iris',
    batch: 2,
    outputs: { contours: 'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd' },
    sha256: 'cc64d423ea76ac07b6d8a6ecde910f6bb9d48b69180975dc91cfecf4f32e0661',
  },
  {
    name: 'faceres',
    batch: 1,
    outputs: { description: 'global_pooling/Mean' },
    sha256: 'f7fe22c05e8af6af124ced68ab0c05ecb6004cf62b0e43304ed2eb3005862950',
  },
  {
    name: 'antispoof',
    batch: 1,
    outputs: { score: 'Identity' },
    sha256: 'be226b09096982de70ddbae79bcfde167fefb12d96acda30a2ee55bfd0e7304c',
  },
] as const satisfies readonly BundledModel[]

export type BundledModelName = (typeof BUNDLED_MODELS)[number]['name']

/** Where the package keeps a graph, without the ending. */
export function bundledGraphPath(name: string): string {
  const entry = fileURLToPath(import.meta.resolve('@vladmandic/human'))
  return join(dirname(entry), '..', 'models', name)
}
