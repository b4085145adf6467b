import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, judgeAttempt, readRetryAfter } from '../../src/results/webhooks/judge-attempt.ts'

const SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
const DAY_MS = 86_400_000
const now = 1_000_000 * DAY_MS
const answered = (status: number, retryAfterMs: number | null = null): Answer => ({ status, retryAfterMs })
const judge = (answer: Answer, attempts = 0, failingSince = now, random = 0.5) =>
  judgeAttempt(answer, { attempts, now, failingSince, random })

test('any status of 2xx is taken, and nothing else: no redirect, no status that is no number', () => {
  for (const status of [200, 204, 299]) assert.deepEqual(judge(answered(status)), { state: 'delivered' })
  for (const status of [100, 199, 300, 301, 307, 308, 400, 404, 500, 503, Number.NaN])
    assert.equal(judge(answered(status)).state, 'pending', String(status))
  assert.equal(judge({ failure: 'timeout' }).state, 'pending')
})

test('nine times it is tried again, after 5 seconds to 24 hours, a tenth more or less; then it has failed', () => {
  for (const [attempts, seconds] of SECONDS.entries())
    for (const [random, factor] of [
      [0, 0.9],
      [0.5, 1],
      [1, 1.1],
    ] as const) {
      const dueAt = now + Math.round(seconds * 1_000 * factor)
      assert.deepEqual(judge(answered(500), attempts, now, random), { state: 'pending', dueAt, disable: null })
    }
  assert.deepEqual(judge(answered(500), 9), { state: 'failed', disable: 'attempts' })
})

test('410 disables at once, five days without a success do, and a moment less does not', () => {
  assert.deepEqual(judge(answered(410)), { state: 'pending', dueAt: now, disable: 'gone' })
  const failing = (sinceMs: number) => judge({ failure: 'ECONNREFUSED' }, 0, now - sinceMs)
  assert.deepEqual(failing(5 * DAY_MS), { state: 'pending', dueAt: now + 5_000, disable: 'failing' })
  assert.deepEqual(failing(5 * DAY_MS - 1), { state: 'pending', dueAt: now + 5_000, disable: null })
})

test('Retry-After of a 429 or 503 makes the wait longer, never shorter and never longer than a day', () => {
  const dueAfter = (retryAfterMs: number | null) => {
    const judgement = judge(answered(503, retryAfterMs))
    return judgement.state === 'pending' ? judgement.dueAt - now : undefined
  }
  assert.deepEqual([null, 0, 4_000, 60_000, 90 * DAY_MS].map(dueAfter), [5_000, 5_000, 5_000, 60_000, DAY_MS])
  const date = new Date(now + 30_000).toUTCString()
  for (const status of [429, 503])
    assert.deepEqual(
      ['120', date, 'soon', '-1', undefined].map((header) => readRetryAfter(status, header, now)),
      [120_000, 30_000, null, null, null],
    )
  assert.equal(readRetryAfter(500, '120', now), null)
})
