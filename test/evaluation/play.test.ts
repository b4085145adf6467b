import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Presentation } from '../../src/evaluation/data-set.ts'
import { playDataSet } from '../../src/evaluation/play-data-set.ts'
import { observe } from '../liveness/measured-person.ts'
import { load, obedient, observed, playAll, playOptions, unprompted } from './observed-presentations.ts'

const verdictsOf = (results: readonly { verdict: string }[]) => new Set(results.map(({ verdict }) => verdict))

test('a person whose clips do as asked is live in every session, with each habit or none', async () => {
  const results = await playAll([obedient('person')])
  assert.equal(results.length, 5)
  assert.deepEqual(verdictsOf(results), new Set(['live']))
  assert.ok(results.every(({ manner, seconds }) => manner === 'obeys' && seconds > 3 && seconds < 60))
})

test('a flat picture that is turned as asked is never live, and depth says why', async () => {
  const results = await playAll([obedient('photo', { species: 'photo' }, { flat: true })])
  assert.ok(!verdictsOf(results).has('live'))
})

test('a film that follows no prompt is begun at many moments, under many challenges, and never live', async () => {
  const results = await playAll([unprompted('talker', (ms) => ({ jaw: Math.max(0, Math.sin(ms / 300)) * 0.05 }))])
  assert.equal(results.length, 20)
  assert.equal(new Set(results.map(({ seed }) => seed)).size, 20)
  assert.deepEqual(verdictsOf(results), new Set(['inconclusive']))
  assert.ok(
    results.every(({ signals }) => signals.some(({ name, state }) => name === 'challenge' && state === 'denies')),
  )
})

test('of a film with more frames than a client sends, those are played that it would send', async () => {
  const film = { folder: 'fast', frameCount: 80, framesPerSecond: 60 }
  const fast = unprompted('fast', (ms) => ({ yawDegrees: 3 * Math.sin(ms / 500) }), { material: { film } })
  const [result] = await playAll([fast])
  const perSecond = result!.framesUsed / result!.seconds
  assert.ok(perSecond > 10 && perSecond < 16, String(perSecond))
})

test('a picture that stands still is accused, by the signal that says so', async () => {
  const still = unprompted('still', () => ({}), { species: 'photo' })
  const [first] = observed.get('still')!
  observed.set('still', [first!, first!])
  const results = await playAll([still])
  assert.deepEqual(verdictsOf(results), new Set(['spoof']))
  for (const { signals } of results)
    assert.deepEqual(
      signals.flatMap(({ name, state }) => (state === 'accuses' ? [name] : [])),
      ['freshness'],
    )
})

test('what is asked is what the presentation says, where it says so', async () => {
  const results = await playAll([obedient('asked', { actions: ['blink', 'smile'] })])
  assert.ok(results.every(({ signals }) => signals.find(({ name }) => name === 'depth')?.state === 'not_measured'))
})

test('whoever is late takes as much longer for each movement, and does not pass where that is too late', async () => {
  const person = obedient('in time')
  assert.ok('clips' in person.material)
  const lateBy = (lateSeconds: number) => ({ ...person, material: { ...person.material, lateSeconds } })
  const seconds = async (one: Presentation) => (await playAll([one])).map((result) => result.seconds)
  const [inTime, later] = [await seconds(person), await seconds(lateBy(2))]
  for (const [index, took] of later.entries()) assert.ok(Math.abs(took - inTime[index]! - 6) < 2.5, `${took}`)
  assert.ok((await playAll([lateBy(4.5)])).every(({ verdict }) => verdict === 'inconclusive'))
})

test('the same seed gives the same sessions, another seed others', async () => {
  const person = [unprompted('again', (ms) => ({ yawDegrees: 25 * Math.sin(ms / 500) }))]
  assert.deepEqual(await playAll(person), await playAll(person))
  assert.notDeepEqual(await playAll(person), await playAll(person, { ...playOptions, seed: 2 }))
})

test('the sessions of one presentation are the same whatever else is in the data set', async () => {
  const [one, two] = [obedient('one'), obedient('two')]
  const [alone] = await playAll([two])
  const together = await playAll([one, two])
  assert.deepEqual(together[5], alone)
})

const picture = (id: string, bonaFideScore: number | null, given: Partial<Presentation> = {}): Presentation => {
  const seen = observe({})
  observed.set(id, [{ ...seen, face: { ...seen.face!, bonaFideScore } }])
  const plain = { subject: id, species: null, groups: {}, framesPerSecond: 10 }
  return { id, ...plain, material: { picture: id }, ...given }
}

test('of a single picture only passive_pad and quality are measured', async () => {
  const pictures = [picture('face', 0.9), picture('print', 0.1, { species: 'print' })]
  const results = await playAll(pictures, { ...playOptions, presentationAttackInstalled: true })
  assert.deepEqual(
    results.map(({ verdict, manner }) => [verdict, manner]),
    [
      ['live', 'single_picture'],
      ['spoof', 'single_picture'],
    ],
  )
  const measured = results[0]?.signals.filter(({ state }) => state !== 'not_measured')
  assert.deepEqual(
    measured?.map(({ name, state }) => [name, state]),
    [
      ['passive_pad', 'passed'],
      ['quality', 'passed'],
    ],
  )
})

test('without a presentation-attack model a single picture is inconclusive: nothing was measured', async () => {
  const [result] = await playAll([picture('unknown', null)])
  assert.equal(result?.verdict, 'inconclusive')
  assert.equal(result?.signals.find(({ name }) => name === 'passive_pad')?.state, 'not_measured')
  assert.equal((await load('unknown')).length, 1)
})

test('a picture without a usable face passes nothing', async () => {
  const blank = picture('blank', 0.9)
  observed.set('blank', [{ ...observe({}), face: null, faceCount: 0 }])
  const [result] = await playAll([blank], { ...playOptions, presentationAttackInstalled: true })
  assert.deepEqual([result?.verdict, result?.hint, result?.skinLuminance], ['inconclusive', 'no_face', null])
})

test('what cannot be read back stops the evaluation with a sentence', async () => {
  const presentations = [unprompted('gone', () => ({}))]
  const files = new Map([['gone', '/nowhere/gone.observed']])
  const played = playDataSet(presentations, files, { ...playOptions, threads: 2 }, () => {})
  await assert.rejects(played, /What was measured on gone cannot be read back: evaluate once more\./)
})
