import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otpauthUri, stepOfCode } from '../../src/admin/one-time-code.ts'
import { codeAt } from './code-at.ts'

const SECRET = Buffer.from('12345678901234567890')

/** RFC 6238, appendix B, SHA-1: seconds since 1970 and the code of eight digits, of which an app shows the last six. */
const VECTORS: readonly [seconds: number, code: string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
]

test('codes are those of RFC 6238, and are found one step before and after, and no further', () => {
  for (const [seconds, code] of VECTORS) {
    const [six, now, step] = [code.slice(2), seconds * 1000, Math.floor(seconds / 30)]
    assert.equal(codeAt(SECRET, now), six)
    const found = [-60, -30, 0, 30, 60].map((late) => stepOfCode(SECRET, six, now + late * 1000))
    assert.deepEqual(found, [undefined, step, step, step, undefined])
  }
})

test('what is no code of six digits is none', () => {
  const code = codeAt(SECRET, 59_000)
  for (const wrong of ['', code.slice(1), `0${code}`, `${code} `, 'abcdef', '٢٨٧٠٨٢', '-87082'])
    assert.equal(stepOfCode(SECRET, wrong, 59_000), undefined, wrong)
})

test('an authenticator app is given the secret with its parameters', () => {
  const uri = new URL(otpauthUri(SECRET, { issuer: 'liveness-server a.example', name: 'olga & co' }))
  assert.equal(uri.href.split('?')[0], 'otpauth://totp/liveness-server%20a.example:olga%20%26%20co')
  assert.deepEqual(Object.fromEntries(uri.searchParams), {
    issuer: 'liveness-server a.example',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
