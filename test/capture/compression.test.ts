import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compressionAt, nextLevel } from '../../capture/compression.ts'

const after = (level: number, waits: readonly number[]) => waits.reduce(nextLevel, level)

test('a frame that had to wait lowers the quality of the next, then its size, down to a quarter of the pixels', () => {
  const levels = Array.from({ length: 12 }, (_, count) => compressionAt(after(0, Array(count).fill(10))))
  assert.deepEqual(levels[0], [640, 0.85])
  for (const [at, [side, quality]] of levels.slice(1).entries())
    assert.ok(side <= levels[at]![0] && quality <= levels[at]![1])
  assert.deepEqual(levels.at(-1), [320, 0.3])
})

test('the longer a frame had to wait the more is saved at once', () => {
  assert.deepEqual(compressionAt(after(0, [2000, 2000])), [320, 0.3])
  assert.deepEqual(compressionAt(after(0, [300])), [640, 0.65])
})

test('a line that is quick again gets its quality back, and never larger pictures', () => {
  const quick = Array(200).fill(0)
  assert.deepEqual(compressionAt(after(0, [10, 10, ...quick])), [640, 0.85])
  assert.deepEqual(compressionAt(after(0, [2000, 2000, ...quick])), [320, 0.5])
  assert.deepEqual(compressionAt(after(0, [10, ...quick.slice(0, 3)])), [640, 0.75], 'but not at once')
})
