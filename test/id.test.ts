import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintId } from '../src/id.ts'

test('ids are all different, and a command line takes none for an option', () => {
  const ids = Array.from({ length: 10_000 }, mintId)
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
})
