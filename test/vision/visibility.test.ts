import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { DRAWN_IDENTITIES, type DrawnIdentity, type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import { areEyesVisible, isMouthVisible } from '../../src/liveness/decision/visibility.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

let pool: VisionPool
before(async () => {
  pool = openVisionPool({ modelFolder: NO_MODEL_FOLDER, workers: 1, queueFramesMax: 100, log: () => {} })
})
after(() => pool.close())

const [WIDTH, HEIGHT, FACE_SIZE] = [640, 480, 0.55]
/** Pixels of half a head's height, as examples/drawn-subject.ts draws it. */
const UNIT = (FACE_SIZE * HEIGHT) / 1.72

async function faceOf(given: Partial<DrawnSubject>, overlay = ''): Promise<FaceObservation> {
  const drawn = await drawSubject({ widthPixels: WIDTH, heightPixels: HEIGHT, faceSize: FACE_SIZE, ...given })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><g transform="translate(${WIDTH / 2} ${HEIGHT / 2}) scale(${UNIT})">${overlay}</g></svg>`
  const bytes = await sharp(drawn)
    .composite([{ input: Buffer.from(svg) }])
    .jpeg()
    .toBuffer()
  const request = { crop: null, detect: true, describe: false, presentationAttack: false }
  const { face } = await pool.observe({ bytes: new Uint8Array(bytes), ...request })
  assert.ok(face, 'no face was found')
  return face
}

const lens = ({ eyeSpacing, eyeWidth }: DrawnIdentity, side: 1 | -1, fill: string): string =>
  `<ellipse cx="${side * eyeSpacing}" cy="-0.1" rx="${eyeWidth * 1.5}" ry="${eyeWidth * 1.1}" ${fill}/>`
const DARK = 'fill="#0c0c10" fill-opacity="0.97"'
const REFLECTION = 'fill="#fff" fill-opacity="0.85"'
const mask = (color: string): string =>
  `<path d="M-0.74 0.1L0 0.12L0.74 0.1L0.6 0.62L0.3 0.98L-0.3 0.98L-0.6 0.62Z" fill="${color}"/>`

for (const [name, identity] of Object.entries(DRAWN_IDENTITIES)) {
  test(`${name} shows eyes and mouth in little light, in noise, out of focus, smiling and with the mouth open`, async () => {
    for (const given of [
      {},
      { light: 0.25 },
      { lightFrom: 1 },
      { noise: 12 },
      { blurPixels: 2 },
      { smile: 1 },
      { mouthOpening: 1 },
    ]) {
      const face = await faceOf({ identity, ...given })
      assert.ok(areEyesVisible(face) && isMouthVisible(face), `${JSON.stringify(given)}: ${shown(face)}`)
    }
  })

  test(`${name} hides the eyes behind dark glasses or a reflection, and not the mouth`, async () => {
    for (const fill of [DARK, REFLECTION]) {
      const face = await faceOf({ identity }, lens(identity, 1, fill) + lens(identity, -1, fill))
      assert.ok(!areEyesVisible(face) && isMouthVisible(face), shown(face))
      const oneEye = await faceOf({ identity }, lens(identity, 1, fill))
      assert.ok(!areEyesVisible(oneEye) && oneEye.eyesVisible!.right > oneEye.eyesVisible!.left, shown(oneEye))
    }
  })

  test(`${name} hides the mouth under a mask, and not the eyes`, async () => {
    for (const color of ['#a9cfe0', '#f2f2f2', '#202124', identity.skin]) {
      const face = await faceOf({ identity }, mask(color))
      assert.ok(!isMouthVisible(face) && areEyesVisible(face), `${color}: ${shown(face)}`)
    }
  })
}

test('a measurement of an earlier release says nothing of hidden eyes or a hidden mouth', () => {
  assert.ok(areEyesVisible({}) && isMouthVisible({}))
})

test('what is no number is not seen', () => {
  assert.ok(
    !areEyesVisible({ eyesVisible: { left: Number.NaN, right: 1 } }) && !isMouthVisible({ mouthVisible: Number.NaN }),
  )
})

const shown = ({ eyesVisible, mouthVisible }: FaceObservation): string => JSON.stringify({ eyesVisible, mouthVisible })
