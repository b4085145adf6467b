import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { drawSubject, seededRandom } from '../../examples/drawn-subject.ts'
import { decodePicture } from '../../src/vision/decode-picture.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { isVisionError } from '../../src/vision/vision-error.ts'
import { emptyPng } from './empty-png.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

const lines: string[] = []
let pool: VisionPool
let face: Uint8Array<ArrayBuffer>
before(async () => {
  pool = openVisionPool({
    modelFolder: NO_MODEL_FOLDER,
    workers: 2,
    queueFramesMax: 1000,
    log: (line) => void lines.push(line),
  })
  await pool.ready
  lines.length = 0
  face = await drawSubject()
})
after(() => pool.close())

const REQUEST = { crop: null, detect: true, describe: false, presentationAttack: false }
const observe = (bytes: Uint8Array): Promise<Observation> => pool.observe({ bytes, ...REQUEST })

describe('500 damaged pictures', () => {
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    test(`in ${format} are each measured or refused as bad, and no worker fails`, async () => {
      const random = seededRandom(format.length)
      const picture = new Uint8Array(await sharp(face).resize(320).toFormat(format).toBuffer())
      const outcomes = await Promise.all(
        Array.from({ length: 167 }, async (_, i) => {
          const damaged = i % 2 === 0 ? truncate(picture, random()) : flipBits(picture, random)
          return observe(damaged).then(
            () => 'measured',
            (error) => {
              if (!isVisionError(error)) throw error
              return error.code
            },
          )
        }),
      )
      const known = ['measured', 'bad_image', 'unsupported_media_type']
      assert.deepEqual(
        outcomes.filter((outcome) => !known.includes(outcome)),
        [],
      )
      assert.ok(outcomes.filter((outcome) => outcome === 'bad_image').length > 60)
      assert.deepEqual(lines, [])
    })
  }

  test('cut short are refused, wherever the cut', async () => {
    for (const share of [0.1, 0.5, 0.9, 0.99])
      await assert.rejects(observe(truncate(face, share)), { code: 'bad_image', message: /damaged or incomplete/ })
  })
})

test('no bytes, text and another kind of picture are refused by their first bytes', async () => {
  await assert.rejects(observe(new Uint8Array()), { code: 'bad_image', message: /empty/ })
  await assert.rejects(observe(Buffer.from('This is a text file named me.jpg')), { code: 'bad_image' })
  const [gif, tiff] = [await sharp(face).gif().toBuffer(), await sharp(face).tiff().toBuffer()]
  for (const [name, bytes] of [
    ['GIF', gif],
    ['TIFF', tiff],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ] as const)
    await assert.rejects(observe(bytes), { code: 'unsupported_media_type', message: new RegExp(name) })
})

test('a picture of one pixel has no face', async () => {
  const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const { face: found, faceCount, luminanceGrid } = await observe(dot)
  assert.equal(found, null)
  assert.equal(faceCount, 0)
  assert.ok(luminanceGrid.every(Number.isFinite))
})

test('more pixels than allowed are refused before any is decoded, and the limit is named', async () => {
  const bomb = await emptyPng(10_000, 10_000)
  assert.ok(bomb.length < 500_000)
  const started = performance.now()
  await assert.rejects(observe(bomb), { code: 'bad_image', message: /10000 × 10000 pixels; at most 40000000/ })
  await assert.rejects(observe(await emptyPng(16_000, 16_000, { rows: 1 })), {
    message: /16000 × 16000 pixels; at most 4/,
  })
  await assert.rejects(pool.observe({ bytes: face, ...REQUEST, pixelsMax: 100_000 }), {
    message: /at most 100000/,
  })
  assert.ok(performance.now() - started < 500)
})

test('a picture that cannot be shrunk while it is decoded has a lower limit, which is named', async () => {
  const large = sharp({ create: { width: 4200, height: 3000, channels: 3, background: '#888' } })
  const pictures = {
    interlaced: await large.clone().png({ progressive: true }).toBuffer(),
    deep: await large.clone().toColourspace('rgb16').png().toBuffer(),
    progressive: await large.clone().jpeg({ progressive: true }).toBuffer(),
  }
  for (const [name, bytes] of Object.entries(pictures))
    await assert.rejects(
      observe(bytes),
      { code: 'bad_image', message: /4200 × 3000 pixels; at most 12500000 .* progressive, interlaced or has 16 bits/ },
      name,
    )
  assert.equal((await observe(await large.clone().jpeg().toBuffer())).widthPixels, 4200)
  const phone = sharp({ create: { width: 4032, height: 3024, channels: 3, background: '#888' } })
  assert.equal((await observe(await phone.jpeg({ progressive: true }).toBuffer())).widthPixels, 4032)
})

test('a picture that takes too long to decode is given up, and says so', async () => {
  const slow = await emptyPng(30_000, 80_000, { bits: 1 })
  const started = performance.now()
  await assert.rejects(decodePicture(slow, { pixelsMax: 1e10, sideMax: 1e5, longSideEnough: 640 }), {
    code: 'bad_image',
    message: /took longer than 2 s to decode/,
  })
  assert.ok(performance.now() - started < 8000)
})

test('a header that promises 100 megapixels in a kilobyte is refused', async () => {
  await assert.rejects(observe(await emptyPng(10_000, 10_000, { rows: 1 })), {
    code: 'bad_image',
    message: /10000 × 10000/,
  })
  const lying = await emptyPng(5000, 5000, { rows: 1 })
  assert.ok(lying.length < 1024)
  await assert.rejects(observe(lying), { code: 'bad_image' })
})

test('CMYK, 16 bits, gray, transparent and rotated pictures are measured like the plain one', async () => {
  const plain = (await observe(face)).face!
  const variants = {
    cmyk: await sharp(face).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    deep: await sharp(face).toColourspace('rgb16').png().toBuffer(),
    gray: await sharp(face).grayscale().jpeg({ quality: 95 }).toBuffer(),
    transparent: await sharp(face).ensureAlpha(1).webp({ quality: 95 }).toBuffer(),
    palette: await sharp(face).png({ palette: true }).toBuffer(),
    rotated: await sharp(face).rotate(90).withMetadata({ orientation: 8 }).jpeg({ quality: 95 }).toBuffer(),
    progressive: await sharp(face).jpeg({ progressive: true, quality: 95 }).toBuffer(),
  }
  for (const [name, bytes] of Object.entries(variants)) {
    const observation = await observe(bytes)
    assert.deepEqual([observation.widthPixels, observation.heightPixels], [640, 480], name)
    assert.ok(observation.face, `${name}: no face`)
    assert.ok(Math.abs(observation.face.box.x - plain.box.x) < 12, `${name}: ${observation.face.box.x}, ${plain.box.x}`)
    assert.ok(Math.abs(observation.face.pose.yawDegrees - plain.pose.yawDegrees) < 4, name)
  }
})

test('an animation is refused: it is not one picture', async () => {
  const frames = await Promise.all([0, 1].map((seed) => drawSubject({ seed, widthPixels: 160, heightPixels: 120 })))
  const animated = await sharp(
    frames.map((frame) => Buffer.from(frame)),
    { join: { animated: true } },
  )
    .webp()
    .toBuffer()
  await assert.rejects(observe(animated), { code: 'bad_image', message: /animation/ })
})

test('a file that is a picture and something else besides counts as the picture only', async () => {
  const script = Buffer.from('<script>alert(1)</script><svg onload="alert(1)"/>PK\x03\x04')
  const trailing = await observe(Buffer.concat([face, script]))
  assert.ok(trailing.face)
  await assert.rejects(observe(Buffer.concat([script, face])), { code: 'bad_image' })
  await assert.rejects(observe(Buffer.concat([Buffer.from('GIF89a'), face])), { code: 'unsupported_media_type' })
})

test('a large picture is shrunk while it is decoded and measured in its full size', async () => {
  const large = await sharp(face).resize(2560, 1920).jpeg().toBuffer()
  const [{ face: found, widthPixels }, plain] = [await observe(large), await observe(face)]
  assert.equal(widthPixels, 2560)
  assert.ok(Math.abs(found!.box.x / 4 - plain.face!.box.x) < 4)
  assert.ok(Math.abs(found!.eyeOpening.left - plain.face!.eyeOpening.left) < 0.05)
})

test('the bytes of a picture stay with the caller, unchanged', async () => {
  for (const measure of ['observe', 'examine'] as const) {
    const bytes = face.slice()
    await pool[measure]({ bytes, ...REQUEST })
    assert.deepEqual(bytes, face, measure)
  }
})

test('a part of a larger buffer is measured as if it stood alone', async () => {
  const shared = Buffer.alloc(face.length + 100, 0xff)
  shared.set(face, 50)
  assert.deepEqual(await observe(shared.subarray(50, 50 + face.length)), await observe(face))
})

test('a crop that points anywhere, even at no number, does no harm', async () => {
  const at = { centerX: 320, centerY: 240, size: 300, rollDegrees: 0 }
  for (const crop of [
    { ...at, centerX: Number.NaN },
    { ...at, size: 1e12 },
    { ...at, size: 0 },
    { ...at, centerX: -1e9, centerY: 1e9 },
    { ...at, rollDegrees: Number.POSITIVE_INFINITY },
  ]) {
    const { face: found } = await pool.observe({ bytes: face, ...REQUEST, crop, detect: false })
    assert.ok(found && found.confidence > 0.8)
  }
})

test('memory stays within bounds over some hundred frames; npm run bench:vision goes over 10 000', async () => {
  const { crop } = (await observe(face)).face!
  const follow = (): Promise<Observation> => pool.observe({ bytes: face, ...REQUEST, crop, detect: false })
  const round = async (): Promise<number> => {
    for (let i = 0; i < 120; i++) await Promise.all([follow(), follow()])
    return process.memoryUsage().rss / 1e6
  }
  const before = await round()
  const after = await round()
  assert.ok(after - before < 60, `${before} MB became ${after} MB`)
})

test('the bytes of a picture are freed in the worker as soon as it is measured', async () => {
  const bytes = new Uint8Array(4 * 2 ** 20).fill(1)
  const round = async (count: number): Promise<number> => {
    let most = 0
    for (let i = 0; i < count; i++) {
      await assert.rejects(observe(bytes), { code: 'bad_image' })
      most = Math.max(most, process.memoryUsage.rss())
    }
    return most / bytes.length
  }
  const before = await round(4)
  const after = await round(40)
  assert.ok(after - before < 6, `memory for ${(after - before).toFixed(1)} more pictures is in use`)
})

function truncate(bytes: Uint8Array, share: number): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length * share))
}

function flipBits(bytes: Uint8Array, random: () => number): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  for (let i = 0; i < 1 + random() * 20; i++)
    flipped[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
  return flipped
}
