import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPictureRoom } from '../../src/http/picture-room.ts'
import { NewestFrame } from '../../src/liveness/frames/newest-frame.ts'

const KIBIBYTE = 1024

test('frames that wait to be measured are counted among the pictures on their way, and dropped where there is no room', () => {
  const room = openPictureRoom({ bytesMax: 64 * KIBIBYTE })
  const streams = Array.from({ length: 100 }, () => new NewestFrame<{ picture: Uint8Array }>(room))
  const put = () => {
    for (const stream of streams) stream.put({ picture: new Uint8Array(8 * KIBIBYTE) })
  }
  const held = () => streams.filter((stream) => stream.take() !== null).length
  put()
  assert.equal(held(), 7, 'eight of 8 KiB and what each takes besides are more than 64 KiB')
  put()
  put()
  assert.equal(held(), 7, 'a newer frame takes the place of the one before')
  put()
  for (const stream of streams) stream.drop()
  assert.equal(held(), 0)
  put()
  assert.equal(held(), 7, 'what was dropped made room again')
})
