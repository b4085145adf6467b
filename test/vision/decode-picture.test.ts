import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { decodePicture, releaseBytes } from '../../src/vision/decode-picture.ts'

test('a picture is shrunk while it is decoded only where that is faster, and enough of it is kept', async () => {
  const cases = [
    [1280, 720, 640, 1280],
    [1920, 1080, 640, 1920],
    [2560, 1440, 640, 640],
    [2560, 1440, 1280, 2560],
    [4032, 3024, 1280, 2016],
    [6000, 4000, 640, 750],
  ] as const
  for (const [width, height, longSideEnough, columns] of cases) {
    const bytes = await sharp({ create: { width, height, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
    const picture = await decodePicture(bytes, { pixelsMax: 40e6, longSideEnough })
    assert.deepEqual([picture.widthPixels, picture.heightPixels, picture.columns], [width, height, columns])
  }
})

test('the pixels of a picture that is released are gone at once', async () => {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#888' } })
    .png()
    .toBuffer()
  const picture = await decodePicture(bytes, { pixelsMax: 40e6, longSideEnough: 640 })
  assert.equal(picture.pixels.byteLength, 64 * 48 * 3)
  releaseBytes(picture.pixels)
  assert.equal(picture.pixels.byteLength, 0)
})
