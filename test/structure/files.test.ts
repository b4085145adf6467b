import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSourceFiles } from './source-files.ts'

const LINES_MAX = 200
const MEDIAN_LINES_BELOW = 60

const files = readSourceFiles()

test(`no file of src/ has more than ${LINES_MAX} lines`, () => {
  const long = files.filter(({ lines }) => lines > LINES_MAX)
  assert.deepEqual(
    long.map(({ path, lines }) => `${path}: ${lines}`),
    [],
  )
})

test(`the median file of src/ has fewer than ${MEDIAN_LINES_BELOW} lines`, () => {
  const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)]
  assert.ok(median !== undefined && median < MEDIAN_LINES_BELOW, `median ${median}`)
})

test('every file is named for what it does', () => {
  const vague = /\/(utils?|helpers?|services?|common|misc|index|manager)(\.|\/)/
  assert.deepEqual(
    files.filter(({ path }) => vague.test(path)).map(({ path }) => path),
    [],
  )
})
