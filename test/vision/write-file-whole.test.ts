import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeFileWhole } from '../../src/vision/models/write-file-whole.ts'
import { temporaryFolder } from '../server.ts'

test('whoever looks while a file is written or replaced finds the whole old one, the whole new one, or none', async (t) => {
  const path = join(temporaryFolder(t), 'model.onnx')
  for (const [bytes, before] of [
    [20_000_000, undefined],
    [30_000_000, 20_000_000],
  ] as const) {
    let writing = true
    const written = writeFileWhole(path, Buffer.alloc(bytes)).finally(() => {
      writing = false
    })
    while (writing) {
      assert.ok([before, bytes].includes(statSync(path, { throwIfNoEntry: false })?.size as typeof bytes))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await written
    assert.equal(readFileSync(path).length, bytes)
  }
})

test('a file that cannot be put in its place leaves nothing beside it', async (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'model.onnx'))
  await assert.rejects(writeFileWhole(join(folder, 'model.onnx'), 'content'))
  assert.deepEqual(readdirSync(folder), ['model.onnx'])
})
