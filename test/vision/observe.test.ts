import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { DRAWN_IDENTITIES, type DrawnSubject, drawSubject } from '../../examples/drawn-subject.ts'
import { planarityResidual } from '../../src/liveness/decision/planarity.ts'
import { similarity } from '../../src/liveness/decision/similarity.ts'
import type { FaceObservation, Observation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { roundNumbers } from '../../src/vision/round-numbers.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

let pool: VisionPool
before(async () => {
  pool = openVisionPool({
    modelFolder: NO_MODEL_FOLDER,
    workers: 1,
    queueFramesMax: 100,
    log: () => {},
  })
})
after(() => pool.close())

const REQUEST = { crop: null, detect: true, describe: false, presentationAttack: false }

async function observe(given: Partial<DrawnSubject> = {}, how = {}): Promise<Observation> {
  return pool.observe({ bytes: await drawSubject(given), ...REQUEST, ...how })
}

async function faceOf(given: Partial<DrawnSubject> = {}, how = {}): Promise<FaceObservation> {
  const { face } = await observe(given, how)
  assert.ok(face, 'no face was found')
  return face
}

for (const [name, identity] of Object.entries(DRAWN_IDENTITIES)) {
  describe(`${name}, as drawn,`, () => {
    test('is found once, where drawn, with a confident mesh', async () => {
      const { face, faceCount } = await observe({ identity, centerX: 0.4, faceSize: 0.5 })
      assert.equal(faceCount, 1)
      assert.ok(face && face.confidence > 0.8)
      assert.ok(Math.abs(face.box.x + face.box.width / 2 - 0.4 * 640) < 25)
      assert.ok(Math.abs(face.quality.faceSize - 0.5) < 0.08)
      assert.equal(face.quality.inView, 1)
    })

    test('turns to the own left and right within 6 degrees of what was drawn', async () => {
      for (const yawDegrees of [-25, -15, 0, 15, 25]) {
        const { pose } = await faceOf({ identity, yawDegrees })
        assert.ok(Math.abs(pose.yawDegrees - yawDegrees) < 6, `${yawDegrees} was measured as ${pose.yawDegrees}`)
      }
    })

    test('looks up and down against the own rest', async () => {
      const rest = (await faceOf({ identity })).pose.pitchDegrees
      assert.ok((await faceOf({ identity, pitchDegrees: 20 })).pose.pitchDegrees > rest + 10)
      assert.ok((await faceOf({ identity, pitchDegrees: -20 })).pose.pitchDegrees < rest - 6)
    })

    test('leans the head within 3 degrees of what was drawn', async () => {
      for (const rollDegrees of [-40, 15]) {
        const { pose } = await faceOf({ identity, rollDegrees })
        assert.ok(Math.abs(pose.rollDegrees - rollDegrees) < 3, `${rollDegrees} was measured as ${pose.rollDegrees}`)
      }
    })

    test('closes both eyes, or one', async () => {
      const open = (await faceOf({ identity })).eyeOpening
      const shut = (await faceOf({ identity, blink: 1 })).eyeOpening
      const wink = (await faceOf({ identity, blink: { left: 1, right: 0 } })).eyeOpening
      assert.ok(shut.left < 0.65 * open.left && shut.right < 0.65 * open.right)
      assert.ok(wink.left < 0.65 * open.left && wink.right > 0.8 * open.right)
    })

    test('smiles and opens the mouth', async () => {
      const rest = await faceOf({ identity })
      assert.ok((await faceOf({ identity, smile: 1 })).mouthWidth > 1.2 * rest.mouthWidth)
      assert.ok(rest.mouthOpening < 0.08)
      assert.ok((await faceOf({ identity, mouthOpening: 1 })).mouthOpening > rest.mouthOpening + 0.15)
    })
  })
}

test('the same person is described alike over a turn and another person differently', async () => {
  const describeOf = async (given: Partial<DrawnSubject>): Promise<readonly number[]> =>
    (await faceOf(given, { describe: true })).description ?? []
  const subjectA = await describeOf({})
  assert.equal(subjectA.length, 1024)
  const same = similarity(subjectA, await describeOf({ yawDegrees: 20, seed: 2 }))
  const other = similarity(subjectA, await describeOf({ identity: DRAWN_IDENTITIES.subjectB }))
  assert.ok(same > 0.85 && other < same - 0.1, `same ${same}, other ${other}`)
})

test('a drawn photo that is turned or tilted shows no turn, and its landmarks move as a plane does; a head’s do not', async () => {
  const rest = await faceOf({ photo: { yawDegrees: 0, pitchDegrees: 0 } })
  const turned = await faceOf({ photo: { yawDegrees: 30, pitchDegrees: 0 } })
  const tilted = await faceOf({ photo: { yawDegrees: 0, pitchDegrees: 20 } })
  assert.ok(Math.abs(turned.pose.yawDegrees - rest.pose.yawDegrees) <= 4, `${turned.pose.yawDegrees}`)
  assert.ok(Math.abs(tilted.pose.pitchDegrees - rest.pose.pitchDegrees) <= 4, `${tilted.pose.pitchDegrees}`)
  const flat = [turned, tilted].map((face) => planarityResidual(rest.rigidLandmarks, face.rigidLandmarks))
  const solid = planarityResidual((await faceOf()).rigidLandmarks, (await faceOf({ yawDegrees: 25 })).rigidLandmarks)
  assert.ok(solid >= 3 * Math.max(...flat), `head ${solid}, photo ${flat}`)
})

test('a frame without a face says so', async () => {
  const { face, faceCount, luminanceGrid } = await observe({ faceSize: 0.001, furnished: true })
  assert.equal(face, null)
  assert.equal(faceCount, 0)
  assert.equal(luminanceGrid.length, 64)
})

test('a face is followed from frame to frame without the detector, and found again after a jump', async () => {
  let crop = (await faceOf({ centerX: 0.4 })).crop
  for (const centerX of [0.43, 0.46, 0.49, 0.52]) {
    const followed = await observe({ centerX }, { crop, detect: false })
    assert.equal(followed.faceCount, null)
    assert.ok(followed.face && Math.abs(followed.face.box.x + followed.face.box.width / 2 - centerX * 640) < 25)
    crop = followed.face.crop
  }
  const jumped = await observe(
    { centerX: 0.15, faceSize: 0.3 },
    { crop: { ...crop, centerX: 560, size: 120 }, detect: false },
  )
  assert.equal(jumped.faceCount, 1)
  assert.ok(jumped.face && jumped.face.box.x + jumped.face.box.width / 2 < 200)
})

test('following a face measures what detecting it measures', async () => {
  const found = await faceOf({ yawDegrees: 12 })
  const followed = await faceOf({ yawDegrees: 12 }, { crop: found.crop, detect: false })
  assert.ok(Math.abs(found.pose.yawDegrees - followed.pose.yawDegrees) < 1.5)
  assert.ok(Math.abs(found.eyeOpening.left - followed.eyeOpening.left) < 0.04)
})

test('quality separates dark, bright, uneven, blurred and cut-off faces', async () => {
  const good = (await faceOf()).quality
  assert.ok((await faceOf({ light: 0.25 })).quality.brightness < 0.5 * good.brightness)
  assert.ok((await faceOf({ light: 1.5 })).quality.brightness > good.brightness + 30)
  assert.ok((await faceOf({ lightFrom: 1 })).quality.evenness < good.evenness - 0.04)
  assert.ok((await faceOf({ blurPixels: 4 })).quality.sharpness < 0.2 * good.sharpness)
  assert.ok((await faceOf({ centerX: 0.08 })).quality.inView < 0.97)
})

test('an observation equals itself after it was stored as JSON, and names the picture by the digest of its pixels', async () => {
  const bytes = await drawSubject()
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const digest = createHash('sha256').update(`${info.width} ${info.height} `).update(data).digest('hex')
  const observation = await pool.observe({ bytes, ...REQUEST, describe: true })
  assert.equal(observation.digest, digest)
  assert.deepEqual(JSON.parse(JSON.stringify(observation)), observation)
  assert.deepEqual(roundNumbers(observation), observation)
})

/** A smaller face at the left and a larger one at the right, 960 × 480 pixels. */
async function twoFaces(): Promise<Uint8Array<ArrayBuffer>> {
  const [large, small] = await Promise.all([
    drawSubject({ widthPixels: 480, heightPixels: 480 }),
    drawSubject({ widthPixels: 480, heightPixels: 480, faceSize: 0.35, identity: DRAWN_IDENTITIES.subjectC }),
  ])
  const both = await sharp({ create: { width: 960, height: 480, channels: 3, background: '#888' } })
    .composite([
      { input: Buffer.from(small), left: 0, top: 0 },
      { input: Buffer.from(large), left: 480, top: 0 },
    ])
    .jpeg()
    .toBuffer()
  return new Uint8Array(both)
}

test('every face of one picture is examined, largest first', async () => {
  const examination = await pool.examine({ bytes: await twoFaces(), describe: false, presentationAttack: false })
  const { faces } = examination
  assert.deepEqual([faces.length, examination.faceCount], [2, 2])
  assert.ok(faces[0]!.box.x > 480 && faces[1]!.box.x < 480)
})

test('the largest face of a frame is measured, and where the others are is said', async () => {
  const { face, faceCount, otherFaces } = await pool.observe({ bytes: await twoFaces(), ...REQUEST })
  assert.equal(faceCount, 2)
  assert.ok(face && face.box.x > 480)
  const [other] = otherFaces ?? []
  assert.equal(otherFaces?.length, 1)
  assert.ok(other && Math.abs(other.centerX - 240) < 25 && other.size < 0.8 * face.crop.size)
})

test('a face is followed while a larger one is in the picture', async () => {
  const alone = await drawSubject({ widthPixels: 960, heightPixels: 480, centerX: 0.25, faceSize: 0.35 })
  const { face: first } = await pool.observe({ bytes: alone, ...REQUEST })
  const both = await pool.observe({ bytes: await twoFaces(), ...REQUEST, crop: first?.crop ?? null })
  assert.ok(both.face && both.face.box.x < 480)
  assert.deepEqual([both.faceCount, both.otherFaces?.length], [2, 1])
  assert.ok(both.otherFaces![0]!.centerX > 480 && both.otherFaces![0]!.size > 1.2 * both.face.crop.size)
  const unsearched = await pool.observe({ bytes: await twoFaces(), ...REQUEST, crop: first!.crop, detect: false })
  assert.deepEqual([unsearched.faceCount, unsearched.otherFaces], [null, null])
})
