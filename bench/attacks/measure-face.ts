import { detectFaces } from '../../src/vision/detect-faces.ts'
import { type Mesh, measureMesh, nextCrop } from '../../src/vision/measure-mesh.ts'
import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import { asDecoded, type RawPicture } from './raw-picture.ts'

/**
 * The face in a picture, as the server's own mesh measures it; null without one. One at a time: the input of a model
 * is shared.
 */
export async function measureFace(models: VisionModels, raw: RawPicture): Promise<Mesh | null> {
  const picture = asDecoded(raw)
  const [detection] = await detectFaces(models.detector, picture, 1)
  if (!detection) return null
  const rough = await measureMesh(models.mesh, picture, detection.crop)
  return measureMesh(models.mesh, picture, nextCrop(rough))
}
