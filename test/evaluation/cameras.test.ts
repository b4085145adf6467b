import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clipsCamera, type ObservedFilm } from '../../src/evaluation/cameras.ts'
import { playSession } from '../../src/evaluation/play-session.ts'
import { policies } from '../../src/liveness/decision/policy.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { observe } from '../liveness/measured-person.ts'
import { load, obedient, observed, playAll } from './observed-presentations.ts'

const filmOf = (name: string, frameCount: number): ObservedFilm => ({
  frames: Array.from({ length: frameCount }, (_, index) => ({ ...observe({}), digest: `${name} ${index}` })),
  framesPerSecond: 10,
})

test('the pictures for after a step are shown from the first frame after each, once, then rest again', () => {
  const shown = { clips: { look_straight: filmOf('rest', 5), turn_left: filmOf('turn', 20) }, habits: [] }
  const camera = clipsCamera({ ...shown, afterStep: filmOf('other', 3) }, () => 0)
  const show = (action: 'look_straight' | 'turn_left' | null, sinceMs: number, atMs: number) =>
    camera({ shown: action, sinceMs, atMs }).digest
  assert.equal(show('look_straight', 0, 0), 'rest 0')
  const after = [100, 200].map((ms) => show(null, ms, 500 + ms))
  assert.deepEqual(after, ['other 0', 'other 1'])
  assert.deepEqual([show('turn_left', 0, 800), show('turn_left', 100, 900)], ['other 2', 'rest 1'])
  assert.equal(show('turn_left', 500, 1300), 'turn 2')
  assert.equal(show(null, 100, 2000), 'other 0')
})

test('what is shown at first goes before everything else', () => {
  const shown = { clips: { look_straight: filmOf('rest', 5) }, habits: [] }
  const camera = clipsCamera({ ...shown, atFirst: { ...filmOf('dark', 2), seconds: 60 } }, () => 0)
  const at = (atMs: number) => camera({ shown: 'look_straight', sinceMs: atMs, atMs }).digest
  assert.deepEqual(
    [at(0), at(100), at(59_900)].map((digest) => digest.slice(0, 4)),
    ['dark', 'dark', 'dark'],
  )
  assert.match(at(60_000), /^rest/)
})

test('who misses a step, or begins late once, does so at the first movement only', () => {
  const clips = { look_straight: filmOf('rest', 5), turn_left: filmOf('turn', 20), smile: filmOf('smile', 20) }
  for (const [habit, seen] of [
    ['misses_one_step', ['rest', 'rest', 'smil']],
    ['begins_late_once', ['rest', 'turn', 'smil']],
  ] as const) {
    const camera = clipsCamera({ clips, habits: [habit] }, () => 0)
    const show = (action: 'turn_left' | 'smile', sinceMs: number, atMs: number) =>
      camera({ shown: action, sinceMs, atMs }).digest.slice(0, 4)
    camera({ shown: 'look_straight', sinceMs: 0, atMs: 0 })
    assert.deepEqual(
      [show('turn_left', 4_000, 4_000), show('turn_left', 6_000, 6_000), show('smile', 1_000, 9_000)],
      seen,
    )
  }
})

test('which picture is kept as the portrait is known of a session that is played', async () => {
  const person = obedient('kept')
  const clips = { look_straight: { frames: await load('kept at rest'), framesPerSecond: 10 } }
  assert.ok('clips' in person.material)
  const camera = clipsCamera({ clips, habits: [] }, () => 0)
  const challenge = { steps: ['look_straight', 'turn_left'] as const, pausesMs: [0, 300], surpriseGapsFrames: [9] }
  const options = { framesPerSecond: 10, seconds: 5, presentationAttackInstalled: false }
  const { portrait } = playSession(camera, { ...options, challenge, policy: policies['standard-2'] })
  assert.ok(portrait !== null && clips.look_straight.frames.includes(portrait))
})

test('a better picture after steps is counted where it is kept, and only there', async () => {
  const person = obedient('swapped', { species: 'portrait-swap' })
  assert.ok('clips' in person.material)
  const afterStep = { folder: 'swapped after', frameCount: 4, framesPerSecond: 10 }
  const swap = { ...person, material: { ...person.material, afterStep } }
  const dressed = (sharpness: number) => (one: Observation) =>
    one.face ? { ...one, face: { ...one.face, quality: { ...one.face.quality, sharpness } } } : one
  const rest = observed.get('swapped at rest')!.slice(0, 4)
  observed.set('swapped after', rest.map(dressed(900)))
  observed.set('swapped at rest', observed.get('swapped at rest')!.map(dressed(90)))
  // It is kept where a description falls on it: at moments that nobody knows.
  assert.ok((await playAll([swap])).some(({ portraitExchanged }) => portraitExchanged === true))
  observed.set('swapped after', rest.map(dressed(10)))
  assert.ok((await playAll([swap])).every(({ portraitExchanged }) => portraitExchanged === false))
  assert.ok((await playAll([person])).every(({ portraitExchanged }) => portraitExchanged === null))
})
