import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseLines, describe } from '../../capture/headline.ts'
import { guidanceCodes } from '../../src/liveness/decision/guidance.ts'

const POSITION = ['no_face', 'many_faces', 'too_far', 'too_close', 'too_high', 'too_low', 'too_left', 'too_right']
const FAULTS = [...POSITION, 'too_bright', 'blurred']

test('before the first movement, what is wrong with the picture is the only thing that is asked for', () => {
  for (const code of FAULTS) assert.deepEqual(chooseLines('look_straight', code), [code, ''])
  assert.deepEqual(chooseLines('look_straight', 'too_dark'), ['too_dark', 'brightened'])
  assert.deepEqual(chooseLines('look_straight', 'hold_still'), ['look_straight', 'hold_still'])
})

test('during a movement, a fault of the picture is the headline, and the movement waits below it', () => {
  for (const code of [...FAULTS, 'too_dark']) assert.deepEqual(chooseLines('smile', code), [code, 'smile'])
})

test('guidance that helps with a movement stands below it', () => {
  const codes = guidanceCodes.filter((code) => !/^(no_|many_|too_|off_|blurred)/.test(code))
  assert.ok(codes.includes('turn_more') && codes.includes('other_way'))
  for (const code of [...codes, 'begin']) assert.deepEqual(chooseLines('turn_left', code), ['turn_left', code])
  assert.deepEqual(chooseLines('turn_left'), ['turn_left', ''])
})

test('between movements one text says to look straight, not two', () => {
  assert.deepEqual(chooseLines(), ['rest', ''])
  assert.deepEqual(chooseLines(undefined, 'hold_still'), ['rest', ''])
  assert.deepEqual(chooseLines(undefined, 'no_face'), ['no_face', ''])
})

test('what has happened comes before what to do, and a hint before the usual advice', () => {
  const base = { lang: 'en', start: '', again: '', switchCamera: '', cancel: '', step: '', of: '' }
  const wait = { wait: 'Wait {minutes} min.', waitHours: 'Wait {hours} h.', elsewhere: 'Start a new check.' }
  const words = {
    ...base,
    ...wait,
    fullStop: '.',
    failed: 'Wrong|Wait.',
    retry: 'Not quite|Follow.',
    too_dark: 'Find more light',
  }
  const shown = { view: 'retry', done: 0, count: 4, again: true }
  assert.deepEqual(describe(words, shown, ''), ['Not quite', 'Follow.'])
  assert.deepEqual(describe(words, { ...shown, hint: 'too_dark' }, ''), ['Not quite', 'Find more light.'])
  assert.deepEqual(describe(words, { ...shown, again: false }, ''), ['Not quite', 'Follow. Start a new check.'])
  const failure = { code: 'too_many_requests', retryAfterSeconds: 90 }
  assert.deepEqual(describe(words, { ...shown, view: 'failed', failure }, ''), ['Wrong', 'Wait 2 min.'])
})
