import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { jpegEncoder } from '../../src/vision/jpeg-encoder.ts'

const picture = () => sharp({ create: { width: 32, height: 24, channels: 3, background: '#887766' } })

test('a JPEG with the tables of the standard is known by them at any quality, and one with others is not', async () => {
  for (const quality of [5, 25, 40, 50, 55, 75, 85, 95, 100])
    assert.equal(jpegEncoder(await picture().jpeg({ quality }).toBuffer()), 'standard_tables', `quality ${quality}`)
  const own = await picture().jpeg({ quality: 80, quantizationTable: 3 }).toBuffer()
  assert.equal(jpegEncoder(own), 'own_tables')
})

test('what is no JPEG, or is cut off before its tables, has no encoder', async () => {
  const jpeg = await picture().jpeg().toBuffer()
  assert.equal(jpegEncoder(await picture().png().toBuffer()), null)
  for (const bytes of [
    new Uint8Array(),
    jpeg.subarray(0, 2),
    jpeg.subarray(0, 25),
    Buffer.from([0xff, 0xd8, 0xff, 0xdb]),
  ])
    assert.equal(jpegEncoder(bytes), null)
})
