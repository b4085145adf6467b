import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cropToOval } from '../../capture/crop.ts'

const cameras = [
  [640, 480],
  [480, 640],
  [1280, 720],
  [1920, 1080],
  [1080, 1920],
  [720, 720],
  [352, 288],
  [320, 240],
  [176, 144],
  [2560, 400],
  [321, 1999],
] as const
/** Width over height of what the oval shows. */
const SHAPE = 3 / 4

test('of a laptop’s camera the middle is sent, of a phone’s nearly all', () => {
  assert.deepEqual(cropToOval(640, 480), { x: 86, y: 0, width: 468, height: 480, sentWidth: 468, sentHeight: 480 })
  assert.deepEqual(cropToOval(480, 640), { x: 0, y: 0, width: 480, height: 640, sentWidth: 480, sentHeight: 640 })
  assert.deepEqual(cropToOval(1080, 1920), {
    ...{ x: 0, y: 24, width: 1080, height: 1872 },
    ...{ sentWidth: 370, sentHeight: 640 },
  })
})

for (const [width, height] of cameras)
  test(`of a camera of ${width} × ${height} all that the oval shows is sent, with a margin, in sizes that the server takes`, () => {
    for (const longSide of [640, 480, 320]) {
      const crop = cropToOval(width, height, longSide)
      const [shownWidth, shownHeight] = [Math.min(width, height * SHAPE), Math.min(height, width / SHAPE)]
      assert.ok(crop.x >= 0 && crop.x + crop.width <= width && crop.y >= 0 && crop.y + crop.height <= height)
      assert.ok(crop.width >= Math.min(width, Math.floor(shownWidth * 1.3)))
      assert.ok(crop.height >= Math.min(height, Math.floor(shownHeight * 1.3)))
      assert.ok(Math.abs(2 * crop.x + crop.width - width) <= 1 && Math.abs(2 * crop.y + crop.height - height) <= 1)
      const [short, long] = [crop.sentWidth, crop.sentHeight].toSorted((a, b) => a - b) as [number, number]
      assert.ok(short >= 240 && long >= 320 && long <= 640 && short % 2 === 0 && long % 2 === 0, `${short} × ${long}`)
      const stretched = Math.log((crop.sentWidth * crop.height) / (crop.sentHeight * crop.width))
      assert.ok(Math.abs(stretched) < 0.01, 'not stretched')
      if (longSide === 320) assert.ok(long <= 416)
    }
  })
