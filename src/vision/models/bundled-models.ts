import { fileURLToPath } from 'node:url'

/** The models that come with the server, in `models/`: its README says where they are from and how they are made. */
export const BUNDLED_MODELS = {
  blazeface: bundled('blazeface', '9b841eb633e6146db04f6053612f055600de3f7a819d364507fc2e143390d4d1'),
  facemesh: bundled('facemesh', 'cce8907629e20c827588cb9520173ea384899014d8ae34d41e25a1fc99c83812'),
  iris: bundled('iris', 'cc64d423ea76ac07b6d8a6ecde910f6bb9d48b69180975dc91cfecf4f32e0661'),
  faceres: bundled('faceres', 'f7fe22c05e8af6af124ced68ab0c05ecb6004cf62b0e43304ed2eb3005862950'),
} as const

function bundled(name: string, sha256: string): { readonly path: string; readonly sha256: string } {
  return { path: fileURLToPath(new URL(`../../../models/${name}.onnx`, import.meta.url)), sha256 }
}
