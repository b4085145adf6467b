import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import type { VerificationError } from '../../client/errors.ts'
import { type ReceivedHeaders, verifyWebhook } from '../../client/verify-webhook.ts'

const NOW = new Date('2026-03-02T09:30:00.000Z')
const options = { now: () => NOW.getTime() }
const secret = (fill: string) => `whsec_${Buffer.from(fill.repeat(32)).toString('base64')}`
const [ours, old, anothers] = [secret('a'), secret('b'), secret('c')]
const decided = {
  type: 'liveness_session.decided',
  timestamp: NOW.toISOString(),
  data: {
    ...{ session_id: 'Yk3v0tqJ8mXbR2sW5nLcTg', subject: 'Zoë', state: 'decided', verdict: 'live' },
    ...{ next_action: 'accept', decided_at: NOW.toISOString() },
  },
}
const body = JSON.stringify(decided)

/** Headers of a delivery, made by the reference implementation. */
function headersOf(secrets: readonly string[], text = body, at = NOW): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Webhook(each).sign('msg_1', at, text)).join(' '),
  }
}

async function problemOf(text: string, headers: ReceivedHeaders, secrets: string | string[] = ours): Promise<string> {
  try {
    await verifyWebhook(text, headers, secrets, options)
    return 'none'
  } catch (error) {
    return (error as VerificationError).reason
  }
}

test('what the reference implementation signed is believed, as text or bytes, with headers of either kind', async () => {
  const headers = headersOf([ours])
  const event = { id: 'msg_1', ...decided }
  assert.deepEqual(await verifyWebhook(body, headers, ours, options), event)
  assert.deepEqual(await verifyWebhook(Buffer.from(body), new Headers(headers), [ours], options), event)
  assert.deepEqual(await verifyWebhook(new TextEncoder().encode(body).buffer, headers, ours, options), event)
})

test('one of several signatures by one of several secrets is enough, so that a secret can be replaced', async () => {
  assert.equal(await problemOf(body, headersOf([ours]), [old, ours]), 'none')
  assert.equal(await problemOf(body, headersOf([old, ours]), ours), 'none')
  assert.equal(await problemOf(body, headersOf([old]), [ours, anothers]), 'signature')
  const more = { ...headersOf([ours]), 'webhook-signature': `v1a,AAAA v1,!! ${headersOf([ours])['webhook-signature']}` }
  assert.equal(await problemOf(body, more), 'none')
})

test('a webhook that was changed, is five minutes off, or lacks a header is refused', async () => {
  const headers = headersOf([ours])
  const at = (seconds: number) => headersOf([ours], body, new Date(NOW.getTime() + seconds * 1000))
  const refused: [string, ReceivedHeaders, string][] = [
    [`${body} `, headers, 'signature'],
    [body.replace('live"', 'live" '), headers, 'signature'],
    [body, { ...headers, 'webhook-id': 'msg_2' }, 'signature'],
    [body, { ...headers, 'webhook-timestamp': String(NOW.getTime() / 1000 + 1) }, 'signature'],
    [body, headersOf([anothers]), 'signature'],
    [body, { ...headers, 'webhook-signature': 'v1,' }, 'signature'],
    [
      body,
      { ...headers, 'webhook-signature': String(headers['webhook-signature']).replace('v1,', 'v2,') },
      'signature',
    ],
    [body, at(-301), 'timestamp'],
    [body, at(301), 'timestamp'],
    [body, { ...headers, 'webhook-signature': undefined }, 'missing_header'],
    [body, {}, 'missing_header'],
    ['x'.repeat(65_537), headers, 'too_large'],
  ]
  for (const [text, sent, reason] of refused) assert.equal(await problemOf(text, sent), reason, reason)
  assert.equal(await problemOf(body, at(-299)), 'none')
  assert.equal(await problemOf(body, at(299)), 'none')
})

test('what is signed but no event is refused, and an event of a type that is not known is passed on as such', async () => {
  for (const text of ['null', '[]', 'nonsense', '{"type": "liveness_session.decided", "timestamp": "", "data": {}}'])
    assert.equal(await problemOf(text, headersOf([ours], text)), 'malformed', text)
  const text = JSON.stringify({ type: 'liveness.test', timestamp: '', data: { any: 1 } })
  const event = await verifyWebhook(text, headersOf([ours], text), ours, options)
  assert.deepEqual(event, { id: 'msg_1', type: 'other', named: 'liveness.test', timestamp: '', data: { any: 1 } })
})

test('without a secret that is one, or with a body that was parsed already, nothing is verified', async () => {
  const headers = headersOf([ours])
  for (const none of [[], '', 'whsec_', 'whsec_AAAA', ours.replace('whsec_', ''), [ours, '']])
    await assert.rejects(verifyWebhook(body, headers, none, options), TypeError, String(none))
  await assert.rejects(verifyWebhook(decided as unknown as string, headers, ours, options), TypeError)
})
