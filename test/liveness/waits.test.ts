import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Failure, type FailureLimit, freeAt } from '../../src/liveness/sessions/free-at.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const person = { max: 5, spoofPoints: 3 }

/** Fails as soon as it may, `every` so long otherwise; returns how long each wait was and when it began. */
function insist(
  limit: FailureLimit,
  { spoof, everyMs, untilMs }: { spoof: boolean; everyMs: number; untilMs: number },
) {
  const failures: Failure[] = []
  const waitsMs: number[] = []
  for (let at = 0; at < untilMs; ) {
    failures.push({ at, spoof })
    const free = freeAt(failures, limit)
    if (free > at) waitsMs.push(free - at)
    at = Math.max(at + everyMs, free)
  }
  return { failures: failures.length, waitsMs }
}

test('who goes on trying waits ten minutes, an hour, a day, and begins anew after that', () => {
  const { failures, waitsMs } = insist(person, { spoof: false, everyMs: 30_000, untilMs: 2 * DAY_MS })
  assert.deepEqual(waitsMs.slice(0, 4), [10 * MINUTE_MS, HOUR_MS, DAY_MS, 10 * MINUTE_MS])
  assert.ok(failures <= 30, `${failures} in two days`)
})

test('five spoofs are as many as fifteen retries: a day', () => {
  const { failures, waitsMs } = insist(person, { spoof: true, everyMs: 30_000, untilMs: DAY_MS })
  assert.deepEqual(waitsMs, [10 * MINUTE_MS, HOUR_MS, DAY_MS])
  assert.equal(failures, 5)
})

test('nobody escapes by patience: fifteen failures a day, however slowly', () => {
  for (const everyMs of [2.6 * MINUTE_MS, 11 * MINUTE_MS, HOUR_MS]) {
    const { failures } = insist(person, { spoof: false, everyMs, untilMs: DAY_MS })
    assert.ok(failures <= 15, `${failures} every ${everyMs / MINUTE_MS} min`)
  }
})

test('who fails now and then waits for nothing', () => {
  assert.deepEqual(insist(person, { spoof: false, everyMs: 3 * HOUR_MS, untilMs: 30 * DAY_MS }).waitsMs, [])
})

test('a wait that was reached stands, though an attempt that ran meanwhile fails later', () => {
  const at = (minutes: number, spoof = false) => ({ at: minutes * MINUTE_MS, spoof })
  const reached = [at(0), at(1), at(2), at(8), at(9.5)]
  assert.equal(freeAt(reached, person), 19.5 * MINUTE_MS)
  assert.equal(freeAt([...reached, at(11)], person), 19.5 * MINUTE_MS)
  assert.equal(freeAt([...reached, at(11, true), at(11.1, true)], person), 71.1 * MINUTE_MS)
})

test('one spoof reaches one limit at most, however low it is', () => {
  assert.equal(freeAt([{ at: 0, spoof: true }], { max: 1, spoofPoints: 3 }), 10 * MINUTE_MS)
})

test('before any failure nobody waits', () => {
  assert.equal(freeAt([], person), 0)
})
