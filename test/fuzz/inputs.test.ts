import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Input, readKept, withIdentity, writeKept } from '../../fuzz/input.ts'
import { basePictures } from '../../fuzz/pictures.ts'
import { seededRandom } from '../../fuzz/random.ts'
import { requestInput } from '../../fuzz/requests.ts'
import { streamInput } from '../../fuzz/streams.ts'

const checking = {
  method: 'POST',
  path: '/liveness/sessions/{id}',
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } }],
  bodies: { 'application/json': { type: 'object', properties: { steps: { type: 'integer' } } }, 'image/png': {} },
  callers: ['backEnd'],
}

test('the same seed makes the same input, another seed another one, and what is kept is read as it was', async () => {
  const material = { operations: [checking], pictures: await basePictures() }
  const seen = new Set<string>()
  for (const make of [requestInput, streamInput])
    for (let seed = 0; seed < 100; seed++) {
      const input: Input = make(seededRandom(seed), material)
      assert.deepEqual(make(seededRandom(seed), material), input)
      assert.deepEqual(readKept(writeKept({ problem: 'status 500', seed, input })).input, input)
      seen.add(writeKept({ problem: '', seed: 0, input }))
    }
  assert.ok(seen.size > 190, `${seen.size} of 200 differ`)
})

test('names in a head stand for what the server gave out', () => {
  const identity = { cookie: 'a', key: 'b', session: 'c', token: 'd' }
  assert.equal(withIdentity('{session} {token} {cookie} {key} {other}', identity), 'c d a b {other}')
})
