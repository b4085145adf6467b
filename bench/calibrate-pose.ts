/**
 * Fits the constants of src/vision/pose.ts over labeled pictures, and reports how far pose, blinks, mouth and
 * planarity are from the truth: `node bench/calibrate-pose.ts <folder>`. The folder has `labels.json` (`{"sequences":
 * [{"dir", "id", "action", "frames": [{"yaw", "pitch", "blink", …}]}]}`) and `<dir>/NNN.jpg`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { planarityResidual } from '../src/liveness/decision/planarity.ts'
import { decodePicture } from '../src/vision/decode-picture.ts'
import { detectFaces } from '../src/vision/detect-faces.ts'
import { RIGID_LANDMARKS } from '../src/vision/landmarks.ts'
import { measureEyes } from '../src/vision/measure-eyes.ts'
import { type Mesh, measureMesh, nextCrop } from '../src/vision/measure-mesh.ts'
import { measureMouth } from '../src/vision/mouth.ts'
import type { FaceCrop } from '../src/vision/observation.ts'
import { openVisionModels } from '../src/vision/open-vision-models.ts'
import { measurePose, measureRawPose, POSE_CALIBRATION } from '../src/vision/pose.ts'

interface Label {
  readonly yaw?: number
  readonly pitch?: number
  readonly blink?: number
  readonly planeYaw?: number
  readonly planePitch?: number
}

interface Sequence {
  readonly dir: string
  readonly id: number
  readonly action: string
  readonly frames: readonly Label[]
}

interface Frame {
  readonly sequence: Sequence
  readonly label: Label
  readonly points: Float32Array
  readonly residual: number
  readonly eyes: { readonly left: number; readonly right: number }
}

const [folder] = parseArgs({ allowPositionals: true }).positionals
if (folder === undefined) {
  console.error('Usage: node bench/calibrate-pose.ts <folder with labels.json>')
  process.exit(2)
}

const frames = await measureAll(folder)
const live = frames.filter(({ label }) => label.yaw !== undefined)
reportPose(live)
reportPlanarity(frames)
reportFaces(live)

async function measureAll(from: string): Promise<Frame[]> {
  const { detector, mesh, iris } = await openVisionModels()
  const { sequences }: { sequences: Sequence[] } = JSON.parse(readFileSync(join(from, 'labels.json'), 'utf8'))
  const measured: Frame[] = []
  for (const sequence of sequences) {
    process.stderr.write(`\r\x1b[K${sequence.dir}`)
    const names = readdirSync(join(from, sequence.dir)).filter((name) => name.endsWith('.jpg'))
    let crop: FaceCrop | null = null
    let rest: number[] | null = null
    for (const [i, name] of names.sort().entries()) {
      const picture = await decodePicture(readFileSync(join(from, sequence.dir, name)), {
        pixelsMax: 1e8,
        longSideEnough: 640,
      })
      if (crop === null) {
        const [detection] = await detectFaces(detector, picture, 1)
        if (detection === undefined) continue
        crop = nextCrop(await measureMesh(mesh, picture, detection.crop))
      }
      const found: Mesh = await measureMesh(mesh, picture, crop)
      crop = nextCrop(found)
      const rigid = RIGID_LANDMARKS.flatMap((point) => [found.points[point * 3]!, found.points[point * 3 + 1]!])
      rest ??= rigid
      measured.push({
        sequence,
        label: sequence.frames[i]!,
        points: found.points,
        residual: planarityResidual(rest, rigid),
        eyes: await measureEyes(iris, picture, found),
      })
    }
  }
  process.stderr.write('\r\x1b[K')
  return measured
}

function reportPose(of: readonly Frame[]): void {
  const raw = of.map(({ points }) => measureRawPose(points))
  const yaws = of.map(({ label }) => label.yaw!)
  const pitches = of.map(({ label }) => label.pitch!)
  const drops = raw.map(({ noseDropPercent }) => noseDropPercent)
  const yawSlope =
    sum(raw.map(({ yawDegrees }, i) => yawDegrees * yaws[i]!)) / sum(raw.map(({ yawDegrees }) => yawDegrees ** 2))
  const [meanDrop, meanPitch] = [mean(drops), mean(pitches)]
  const pitchSlope =
    sum(drops.map((drop, i) => (drop - meanDrop) * (pitches[i]! - meanPitch))) /
    sum(drops.map((drop) => (drop - meanDrop) ** 2))
  const fitted = { yawSlope, pitchAtZero: meanPitch - pitchSlope * meanDrop, pitchSlope }
  console.log(`${of.length} frames. Fitted:`, fitted, '\nin use:', POSE_CALIBRATION)
  const errors = (measure: (frame: Frame) => number) => {
    const all = of.map((frame) => Math.abs(measure(frame))).sort((a, b) => a - b)
    return { mean: fixed(mean(all)), '95 %': fixed(all[Math.floor(0.95 * all.length)]!), largest: fixed(all.at(-1)!) }
  }
  console.log('Errors with the constants in use, degrees:')
  console.table({
    yaw: errors(({ points, label }) => measurePose(points).yawDegrees - label.yaw!),
    pitch: errors(({ points, label }) => measurePose(points).pitchDegrees - label.pitch!),
  })
}

function reportPlanarity(of: readonly Frame[]): void {
  const bins = Map.groupBy(of, ({ label }) => {
    const flat = label.yaw === undefined
    const turn = Math.max(
      Math.abs((flat ? label.planeYaw : label.yaw) ?? 0),
      Math.abs((flat ? label.planePitch : label.pitch) ?? 0),
    )
    return `${flat ? 'flat photo' : 'head'}, turned ${Math.floor(turn / 10) * 10}–${Math.floor(turn / 10) * 10 + 10}°`
  })
  console.log('Planarity residual against the first frame of each sequence:')
  console.table(
    Object.fromEntries(
      [...bins].sort().map(([bin, inBin]) => {
        const all = inBin.map(({ residual }) => residual).sort((a, b) => a - b)
        return [
          bin,
          {
            frames: all.length,
            least: fixed(all[0]!, 4),
            median: fixed(all[all.length >> 1]!, 4),
            most: fixed(all.at(-1)!, 4),
          },
        ]
      }),
    ),
  )
}

function reportFaces(of: readonly Frame[]): void {
  const people = Map.groupBy(of, ({ sequence }) => sequence.id)
  for (const [id, frames] of people) {
    const straight = frames.filter(({ label }) => Math.abs(label.yaw!) < 10 && Math.abs(label.pitch!) < 8)
    const eyes = (from: readonly Frame[]) => from.flatMap((frame) => [frame.eyes.left, frame.eyes.right])
    const action = (name: string) => frames.filter(({ sequence }) => sequence.action === name)
    const mouth = (name: string, what: 'mouthWidth' | 'mouthOpening') =>
      action(name).map(({ points }) => measureMouth(points)[what])
    console.log(`Person ${id}:`)
    console.table({
      'eye, open (label below 0.05)': spread(eyes(straight.filter(({ label }) => label.blink! < 0.05))),
      'eye, closed (label above 0.9)': spread(eyes(straight.filter(({ label }) => label.blink! > 0.9))),
      'mouth width, neutral': spread(mouth('neutral', 'mouthWidth')),
      'mouth width, smile': spread(mouth('smile', 'mouthWidth')),
      'mouth opening, neutral': spread(mouth('neutral', 'mouthOpening')),
      'mouth opening, smile': spread(mouth('smile', 'mouthOpening')),
      'mouth opening, open_mouth': spread(mouth('open_mouth', 'mouthOpening')),
    })
  }
}

function spread(values: readonly number[]): Record<string, string> {
  const sorted = [...values].sort((a, b) => a - b)
  return { least: fixed(sorted[0]!), median: fixed(sorted[sorted.length >> 1]!), most: fixed(sorted.at(-1)!) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function fixed(value: number, digits = 2): string {
  return value.toFixed(digits)
}
