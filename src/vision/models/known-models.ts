import type { ModelEntry } from './model-entry.ts'

const ORIGIN =
  'https://raw.githubusercontent.com/yakhyo/face-anti-spoofing/c175efef505bc275f7835cc9aa2aecab305ac184/weights'
const LICENSE = 'Apache-2.0 (trained by minivision-ai/Silent-Face-Anti-Spoofing, exported by yakhyo/face-anti-spoofing)'

/**
 * Models that can be added by name. Not bundled: an operator decides, and fetches them from their authors' address.
 */
export const KNOWN_MODELS: Readonly<Record<string, readonly ModelEntry[]>> = {
  minifasnet: [
    {
      name: 'minifasnet-v2',
      url: `${ORIGIN}/MiniFASNetV2.onnx`,
      sha256: '4eed38f0bde33c9b805942a5f25e42ce1161e2bda545254be622be957727794e',
      bytes: 1_743_561,
      license: LICENSE,
      side: 80,
      cropScale: 2.7,
      bonaFideIndex: 1,
    },
    {
      name: 'minifasnet-v1se',
      url: `${ORIGIN}/MiniFASNetV1SE.onnx`,
      sha256: 'd819a69bac6b9ade2a0f4d9b60b618e1260f7bf3ba1fddff6c5d82131cb1083f',
      bytes: 1_742_315,
      license: LICENSE,
      side: 80,
      cropScale: 4,
      bonaFideIndex: 1,
    },
  ],
}
