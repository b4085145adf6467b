import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { planarityResidual } from '../../src/liveness/decision/planarity.ts'
import { similarity } from '../../src/liveness/decision/similarity.ts'
import { addModels } from '../../src/vision/models/add-models.ts'
import { KNOWN_MODELS } from '../../src/vision/models/known-models.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { temporaryFolder } from '../server.ts'
import {
  attackBytes,
  FIXTURE_MODELS,
  frameBytes,
  type Label,
  labeledSequences,
  SKIP_WITHOUT_FIXTURES,
} from './fixtures.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

interface Measured {
  readonly dir: string
  readonly id: number
  readonly action: string
  readonly frames: readonly { readonly label: Label; readonly face: FaceObservation }[]
}

describe('over rendered heads of known pose', { skip: SKIP_WITHOUT_FIXTURES }, () => {
  let pool: VisionPool
  const sequences: Measured[] = []
  const live = (): Measured[] => sequences.filter(({ dir }) => !dir.startsWith('attack'))
  const attacks = (): Measured[] => sequences.filter(({ dir }) => dir.startsWith('attack'))

  before(async () => {
    pool = openVisionPool({
      modelFolder: NO_MODEL_FOLDER,
      workers: 2,
      queueFramesMax: 100,
      log: () => {},
    })
    sequences.push(...(await Promise.all(labeledSequences().map((sequence) => measure(pool, sequence)))))
  })
  after(() => pool.close())

  test('yaw is off by at most 2 degrees on average, pitch by at most 3', () => {
    const frames = live().flatMap((sequence) => sequence.frames)
    assert.ok(mean(frames.map(({ face, label }) => Math.abs(face.pose.yawDegrees - label.yaw))) <= 2)
    assert.ok(mean(frames.map(({ face, label }) => Math.abs(face.pose.pitchDegrees - label.pitch))) <= 3)
  })

  test('a closed eye is below 0.65 of the person’s own open one, and no open eye is', () => {
    for (const id of [0, 2]) {
      const frames = live().flatMap((sequence) => (sequence.id === id ? sequence.frames : []))
      const straight = frames.filter(({ label }) => Math.abs(label.yaw) < 10 && Math.abs(label.pitch) < 8)
      for (const eye of ['left', 'right'] as const) {
        const open = straight.filter(({ label }) => label.blink < 0.05).map(({ face }) => face.eyeOpening[eye])
        const shut = straight.filter(({ label }) => label.blink > 0.9).map(({ face }) => face.eyeOpening[eye])
        assert.ok(shut.length > 0 && Math.max(...shut) < 0.65 * median(open))
        assert.ok(Math.min(...open) > 0.65 * median(open))
      }
    }
  })

  test('a smile is at least 1.2 times as wide as the mouth at rest, an open mouth gapes', () => {
    for (const id of [0, 2]) {
      const of = (action: string): Measured['frames'] =>
        live().find((sequence) => sequence.id === id && sequence.action === action)?.frames ?? []
      const rest = median(of('neutral').map(({ face }) => face.mouthWidth))
      assert.ok(Math.max(...of('smile').map(({ face }) => face.mouthWidth)) > 1.2 * rest)
      assert.ok(Math.max(...of('neutral').map(({ face }) => face.mouthOpening)) < 0.1)
      assert.ok(Math.max(...of('open_mouth').map(({ face }) => face.mouthOpening)) > 0.24)
      assert.ok(Math.max(...of('smile').map(({ face }) => face.mouthOpening)) < 0.16)
    }
  })

  test('a flat photo shows no turn: at most 4 degrees of yaw when turned by 30, of pitch when tilted by 20', () => {
    for (const { frames } of attacks()) {
      const [rest] = frames
      assert.ok(Math.max(...frames.map(({ face }) => Math.abs(face.pose.yawDegrees - rest!.face.pose.yawDegrees))) < 4)
      assert.ok(
        Math.max(...frames.map(({ face }) => Math.abs(face.pose.pitchDegrees - rest!.face.pose.pitchDegrees))) < 4,
      )
    }
  })

  test('a turned head leaves a planarity residual three times what any flat photo leaves', () => {
    const residuals = ({ frames }: Measured, wanted: (label: Label) => boolean): number[] =>
      frames
        .filter(({ label }) => wanted(label))
        .map(({ face }) => planarityResidual(frames[0]!.face.rigidLandmarks, face.rigidLandmarks))
    const flat = attacks().flatMap((sequence) => residuals(sequence, () => true))
    const turned = live().flatMap((sequence) => residuals(sequence, ({ yaw }) => Math.abs(yaw) >= 20))
    assert.ok(turned.length > 50)
    assert.ok(Math.min(...turned) > 3 * Math.max(...flat), `${Math.min(...turned)} and ${Math.max(...flat)}`)
  })

  test('the two people are distinguished, and each is like themselves through a turn and a smile', async () => {
    const describeFrame = async (dir: string, index: number): Promise<readonly number[]> => {
      const bytes = frameBytes({ dir })[index]!
      const { face } = await pool.observe({
        bytes,
        crop: null,
        detect: true,
        describe: true,
        presentationAttack: false,
      })
      return face?.description ?? []
    }
    const [first, second] = [await describeFrame('id0_neutral', 0), await describeFrame('id2_neutral', 0)]
    const same = [
      similarity(first, await describeFrame('id0_turn_left', 15)),
      similarity(first, await describeFrame('id0_smile', 12)),
      similarity(second, await describeFrame('id2_turn_right', 15)),
    ]
    assert.ok(Math.min(...same) > similarity(first, second), `same ${same}, different ${similarity(first, second)}`)
    assert.ok(Math.min(...same) > 0.57)
  })
})

describe('with MiniFASNet installed', { skip: SKIP_WITHOUT_FIXTURES }, () => {
  test('a bona fide picture, a print and a tablet score as measured before', async (t) => {
    const modelFolder = temporaryFolder(t)
    await addModels(modelFolder, KNOWN_MODELS.minifasnet ?? [], { from: FIXTURE_MODELS })
    const pool = openVisionPool({ modelFolder, workers: 1, queueFramesMax: 1, log: () => {} })
    t.after(() => pool.close())
    assert.deepEqual(
      (await pool.presentationAttackModels()).map(({ name }) => name),
      ['minifasnet-v1se', 'minifasnet-v2'],
    )
    const expected = { 'image_T1.jpg': 1, 'image_F1.jpg': (0.01 + 0.58) / 2, 'image_F2.jpg': 0.01 / 2 }
    for (const [name, score] of Object.entries(expected)) {
      const { faces } = await pool.examine({ bytes: attackBytes(name), describe: false, presentationAttack: true })
      assert.equal(faces.length, 1)
      assert.ok(Math.abs(faces[0]!.bonaFideScore! - score) < 0.1, `${name} scored ${faces[0]!.bonaFideScore}`)
    }
  })
})

async function measure(pool: VisionPool, sequence: ReturnType<typeof labeledSequences>[number]): Promise<Measured> {
  const frames: { label: Label; face: FaceObservation }[] = []
  let crop: FaceObservation['crop'] | null = null
  for (const [i, bytes] of frameBytes(sequence).entries()) {
    const { face }: { face: FaceObservation | null } = await pool.observe({
      bytes,
      crop,
      detect: false,
      describe: false,
      presentationAttack: false,
    })
    assert.ok(face, `${sequence.dir} ${i}: no face`)
    frames.push({ label: sequence.frames[i]!, face })
    crop = face.crop
  }
  return { ...sequence, frames }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
