import { parseArgs } from 'node:util'
import { fixedKeys } from '../client/key-set.ts'
import { verifyResult } from '../client/verify-result.ts'
import { ISSUER, NOW_MS, newSigningKey, signToken } from '../test/client/signed-results.ts'

/** How long verifying one signed result takes, its key at hand: median and 99th percentile in ms. */
const { values } = parseArgs({ options: { results: { type: 'string', default: '5000' } } })
const WARM_UP = 500

const key = newSigningKey('k1')
const token = signToken(key)
const keys = fixedKeys({ keys: [key.jwk] })
const expected = { issuer: ISSUER, audience: 'shop', nonce: 'a1b2c3', keys, now: () => NOW_MS }
const tookMs: number[] = []
for (let result = 0; result < WARM_UP + Number(values.results); result++) {
  const startedMs = performance.now()
  await verifyResult(token, expected)
  if (result >= WARM_UP) tookMs.push(performance.now() - startedMs)
}
tookMs.sort((a, b) => a - b)
const at = (share: number) => tookMs[Math.floor(tookMs.length * share)]!.toFixed(3)
console.log(`verifyResult: median ${at(0.5)} ms, p99 ${at(0.99)} ms, ${tookMs.length} results`)
