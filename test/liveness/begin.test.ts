import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observe, seededRandom } from './measured-person.ts'
import { answer, challengeOf, honest, play } from './play.ts'

const random = seededRandom(9)
const challenge = { ...challengeOf('turn_left', 'smile'), spares: ['open_mouth', 'turn_right'] as const }

/** One who does as asked, so much later. */
function late(delayMs: number) {
  const obeys = honest({ random })
  const camera: typeof obeys = (now) =>
    obeys(now.sinceMs < delayMs ? { ...now, shown: null } : { ...now, sinceMs: now.sinceMs - delayMs })
  return play({ challenge, camera, beginTimeoutMs: 3_500 })
}

test('a movement that begins within 3.5 seconds of its prompt counts', () => {
  const { progress, decision } = late(2_000)
  assert.equal(decision.verdict, 'live')
  assert.equal(progress.forgiven, false)
})

test('one that begins later is missed: another is asked in its place, once', () => {
  const { progress, decision } = late(4_500)
  assert.equal(progress.ended, 'step_timeout')
  assert.equal(progress.forgiven, true)
  assert.equal(decision.verdict, 'inconclusive')
})

test('a turn the other way has begun: who sees a mirrored picture has the time of the step', () => {
  const { decision, progress } = play({
    challenge,
    beginTimeoutMs: 3_500,
    camera: ({ atMs, shown, sinceMs }) => {
      const posture =
        shown === 'turn_left' ? answer(sinceMs < 3_000 ? 'turn_right' : shown, sinceMs % 3_000) : answer(shown, sinceMs)
      return observe({ centerX: 320 + Math.sin(atMs / 700), ...posture }, { random })
    },
  })
  assert.equal(decision.verdict, 'live')
  assert.equal(progress.forgiven, false)
})
