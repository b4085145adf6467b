import sharp from 'sharp'
import { decodePicture } from '../src/vision/decode-picture.ts'
import { describeFace } from '../src/vision/describe-face.ts'
import { detectFaces } from '../src/vision/detect-faces.ts'
import { cellsOf } from '../src/vision/luminance-detail.ts'
import { luminanceGrid } from '../src/vision/luminance-grid.ts'
import { measureEyes } from '../src/vision/measure-eyes.ts'
import { measureMesh, nextCrop } from '../src/vision/measure-mesh.ts'
import { measureVisibility } from '../src/vision/measure-visibility.ts'
import { openVisionModels } from '../src/vision/open-vision-models.ts'
import { measurePose } from '../src/vision/pose.ts'
import { measureLight } from '../src/vision/quality.ts'

const RUNS = 120

/** Milliseconds of each stage on one thread, medians of runs that take turns. */
export async function measureStages(
  frames: readonly Uint8Array[],
  progress: (text: string) => void,
): Promise<Record<string, number>> {
  const { detector, mesh, iris, description } = await openVisionModels()
  const bytes = frames[0]!
  const picture = await decodePicture(bytes, { pixelsMax: 1e7, longSideEnough: 640 })
  const [detection] = await detectFaces(detector, picture, 1)
  const crop = nextCrop(await measureMesh(mesh, picture, detection!.crop))
  const measured = await measureMesh(mesh, picture, crop)
  const stages: Record<string, () => unknown> = {
    'decode, bare': () => sharp(bytes, { ignoreIcc: true }).raw().toBuffer(),
    'decode, with format, limits and digest': () => decodePicture(bytes, { pixelsMax: 1e7, longSideEnough: 640 }),
    'luminance grid': () => luminanceGrid(picture),
    'detector, bare': () => detector.run(),
    'detector, with sampling and boxes (rarely)': () => detectFaces(detector, picture, 10),
    'mesh, bare': () => mesh.run(),
    'mesh, with sampling and landmarks': () => measureMesh(mesh, picture, crop),
    'eyes, bare (both)': () => iris.run(),
    'eyes, with sampling and contours': () => measureEyes(iris, picture, measured),
    'light and visibility': () => {
      const cells = cellsOf(mesh.input)
      return [measureLight(mesh.input, cells, measured), measureVisibility(cells, measured)]
    },
    pose: () => measurePose(measured.points),
    'description, bare (rarely)': () => description.run(),
    'description, with sampling (rarely)': () => describeFace(description, picture, crop),
  }
  const times = Object.fromEntries(Object.keys(stages).map((stage) => [stage, [] as number[]]))
  for (let run = 0; run < RUNS; run++) {
    progress(`stages: ${run} of ${RUNS}`)
    for (const [stage, work] of Object.entries(stages)) {
      const started = performance.now()
      await work()
      times[stage]!.push(performance.now() - started)
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([stage, all]) => [stage, all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN]),
  )
}
