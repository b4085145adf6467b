import sharp from 'sharp'
import { DRAWN_IDENTITIES, type DrawnSubject, drawPixels } from '../examples/drawn-subject.ts'
import type { StepAction } from '../src/liveness/decision/challenge.ts'
import { decodePicture } from '../src/vision/decode-picture.ts'
import { detectFaces } from '../src/vision/detect-faces.ts'
import { measureMesh, nextCrop } from '../src/vision/measure-mesh.ts'
import type { VisionModels } from '../src/vision/open-vision-models.ts'
import { answer } from '../test/liveness/play.ts'
import { frameBytes, type Label, labeledSequences, SKIP_WITHOUT_FIXTURES } from '../test/vision/fixtures.ts'
import type { Landmarks } from './face-overlays.ts'

export const WIDTH = 640
export const HEIGHT = 480

/** One picture of a person, 640 × 480, before any condition changed it. */
export interface Shot {
  /** Red, green, blue, row by row. */
  readonly pixels: Buffer
  readonly points: Landmarks
  /** How far the movement has gone, 0 at rest, 1 at its furthest. */
  readonly extent: number
}

export interface Clip {
  readonly action: StepAction
  readonly shots: readonly Shot[]
}

export interface ConditionPerson {
  readonly name: string
  readonly skin: 'darker' | 'lighter'
  readonly framesPerSecond: number
  /** Of each action given, in its order. */
  readonly clips: (models: VisionModels, of: readonly StepAction[]) => Promise<readonly Clip[]>
}

const DRAWN_FRAMES_PER_SECOND = 10
const DRAWN_REST_FRAMES = 16
/** Of an answered action: shortly before the movement begins to shortly after its end. */
const DRAWN_ACTION_MS = { from: 300, to: 2400 }

const drawn = Object.entries(DRAWN_IDENTITIES).map(
  ([name, identity]): ConditionPerson => ({
    name,
    skin: name === 'subjectB' ? 'darker' : 'lighter',
    framesPerSecond: DRAWN_FRAMES_PER_SECOND,
    clips: (models, of) =>
      mapInTurn(of, async (action) => ({
        action,
        shots: await mapInTurn(drawnPostures(action), async ({ extent, ...posture }) => {
          const pixels = await drawPixels({ identity, furnished: true, ...posture })
          return { pixels, extent, points: await landmarksOf(models, await toJpeg(pixels)) }
        }),
      })),
  }),
)

function drawnPostures(action: StepAction): readonly (Partial<DrawnSubject> & Pick<Shot, 'extent'>)[] {
  if (action === 'look_straight')
    return Array.from({ length: DRAWN_REST_FRAMES }, (_, index) => {
      const sway = Math.sin((index / (DRAWN_REST_FRAMES - 1) - 0.5) * Math.PI)
      return { extent: 0, yawDegrees: sway, centerX: 0.5 + 0.006 * sway }
    })
  const frames = ((DRAWN_ACTION_MS.to - DRAWN_ACTION_MS.from) * DRAWN_FRAMES_PER_SECOND) / 1000
  return Array.from({ length: frames }, (_, index) => {
    const { jaw = 0, ...rest } = answer(action, DRAWN_ACTION_MS.from + (index * 1000) / DRAWN_FRAMES_PER_SECOND)
    const { yawDegrees = 0, pitchDegrees = 0, blink = 0, smile = 0 } = rest
    const extent = Math.max(Math.abs(yawDegrees) / 33, pitchDegrees / 20, blink, smile, jaw)
    return { ...rest, mouthOpening: jaw, extent, centerX: 0.5 + 0.002 * Math.sin(index) }
  })
}

/** The rendered heads of the fixtures, where they are there: those with a clip of every action. */
const rendered = (['id0', 'id2'] as const).map(
  (name): ConditionPerson => ({
    name,
    skin: name === 'id2' ? 'darker' : 'lighter',
    framesPerSecond: 12,
    clips: (models, of) =>
      mapInTurn(of, async (action) => {
        const dir = `${name}_${action === 'look_straight' ? 'neutral' : action}`
        const labels = labeledSequences().find((sequence) => sequence.dir === dir)?.frames ?? []
        const furthest = Math.max(...labels.map((label) => labeledExtent(action, label)))
        const shots = await mapInTurn([...frameBytes({ dir }).entries()], async ([index, bytes]) => ({
          pixels: await sharp(bytes).removeAlpha().raw().toBuffer(),
          extent: action === 'look_straight' ? 0 : labeledExtent(action, labels[index]!) / furthest,
          points: await landmarksOf(models, bytes),
        }))
        return { action, shots }
      }),
  }),
)

export const conditionPeople: readonly ConditionPerson[] = [...(SKIP_WITHOUT_FIXTURES ? [] : rendered), ...drawn]

function labeledExtent(action: StepAction, { yaw, pitch, blink, smile, jaw }: Label): number {
  if (action === 'turn_left' || action === 'turn_right') return Math.abs(yaw)
  return { look_straight: 0, look_up: pitch, blink, smile, open_mouth: jaw }[action]
}

/** The same movement as far as a share of its way, and back the way it came. */
export function cutShort(shots: readonly Shot[], share: number): readonly Shot[] {
  const furthest = shots.findIndex(({ extent }) => extent >= share)
  const there = shots.slice(0, furthest + 1)
  return [...there, ...there.slice(0, -1).reverse()]
}

async function landmarksOf(models: VisionModels, jpeg: Uint8Array): Promise<Landmarks> {
  const picture = await decodePicture(jpeg, { pixelsMax: WIDTH * HEIGHT, longSideEnough: WIDTH })
  const [detection] = await detectFaces(models.detector, picture, 1)
  if (!detection) throw new Error('there is no face in a picture of a person')
  const rough = await measureMesh(models.mesh, picture, detection.crop)
  return (await measureMesh(models.mesh, picture, nextCrop(rough))).points
}

async function toJpeg(pixels: Buffer): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
}

async function mapInTurn<From, To>(all: readonly From[], make: (one: From) => Promise<To>): Promise<To[]> {
  const made: To[] = []
  for (const one of all) made.push(await make(one))
  return made
}
