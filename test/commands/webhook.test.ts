import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { listEndpoints } from '../../src/results/webhooks/endpoint-queries.ts'
import { assertDescribed } from '../results/described-event.ts'
import { startReceiver, status, until, verify } from '../results/receiver.ts'
import { startWebhookServer } from '../results/webhook-server.ts'
import { cli, environmentOf, jsonLines } from './cli.ts'

/** The test server's clock stands still while commands, which go by the machine's, take their time. */
const MINUTE_MS = 60_000

test('an operator adds, tests, lists, replays, rotates, enables and removes a webhook', async (t) => {
  const [server, receiver] = [await startWebhookServer(t), await startReceiver(t)]
  const environment = { ...environmentOf(server), WEBHOOK_NETWORKS: '127.0.0.1' }
  const run = async (...words: string[]) => {
    const { code, out, err } = await cli(environment, ['webhook', ...words])
    assert.equal(code, 0, err)
    return out
  }
  const json = async (...words: string[]) => jsonLines(await run(...words, '--json'))

  const [added] = await json('add', receiver.url, '--events', 'account.deleted, liveness_session.cancelled')
  const { id, secret } = added as { id: string; secret: string }
  assert.doesNotThrow(() => new Webhook(secret))

  assert.match(await run('test', id), /^Taken: it answered 204/)
  assert.equal(receiver.received[0]!.body.type, 'webhook.test')
  await assertDescribed(server, receiver.received)
  verify(secret, receiver.received[0]!)

  receiver.answer = status(410)
  const about = await server.cancelSession()
  await until(async () => (await server.deliveries())[0]?.attempts === 1)
  const [[listed], printed, refused] = await Promise.all([
    json('list'),
    run('list'),
    cli(environment, ['webhook', 'test', id]),
  ])
  assert.deepEqual([listed!.state, listed!.why, listed!.waiting], ['disabled', 'gone', 1])
  assert.match(printed, /disabled: it answered 410/)
  assert.deepEqual([refused.code, refused.out], [1, 'Not taken: 410.\n'])

  receiver.answer = status(204)
  const [rotated] = await json('rotate-secret', id)
  assert.match(await run('enable', id), /1 deliveries are due now/)
  server.pass(MINUTE_MS)
  const sent = (await receiver.count(4))[3]!
  assert.equal(sent.body.data.session_id, about)
  for (const one of [secret, rotated!.secret as string]) verify(one, sent)

  await until(async () => (await server.deliveries())[0]?.state === 'delivered')
  const [delivery] = await json('deliveries', '--webhook', id, '--state', 'delivered')
  assert.deepEqual([delivery!.outcome, delivery!.event_id], ['204', sent.id])
  await run('replay', String(delivery!.id))
  server.pass(MINUTE_MS)
  assert.equal((await receiver.count(5))[4]!.id, sent.id)
  await until(async () => (await server.deliveries())[0]?.state === 'delivered')
  assert.deepEqual(await json('replay', id, '--since', '1h'), [{ id, replayed: 1 }])
  server.pass(MINUTE_MS)
  await receiver.count(6)

  assert.match(await run('remove', id, '--yes'), /Removed/)
  assert.deepEqual(await listEndpoints(server.storage.db), [])
  const audit = await server.storage.db.selectFrom('audit').select('event').orderBy('id').execute()
  const events = audit.map(({ event }) => event).filter((event) => event.startsWith('webhook_'))
  assert.deepEqual(events, [
    'webhook_added',
    'webhook_disabled',
    'webhook_secret_rotated',
    'webhook_enabled',
    'webhook_replayed',
    'webhook_replayed',
    'webhook_removed',
  ])
})

test('what a webhook command cannot do it says, and changes nothing', async (t) => {
  const server = await startWebhookServer(t)
  const refused: [words: string[], code: number, why: RegExp][] = [
    [['add', 'https://127.0.0.1/'], 2, /127\.0\.0\.1 is not called: WEBHOOK_NETWORKS must name it/],
    [['add', 'https://shop.example/', '--events', 'account.made'], 2, /"account.made" is none of liveness_session/],
    [['test', 'nobody'], 1, /There is no webhook "nobody"/],
    [['deliveries', '--state', 'delivered,failed'], 2, /"delivered,failed" is none of pending, delivered, failed/],
    [['replay', '7', '--state', 'failed'], 2, /--state is for --since only/],
    [['replay', 'x'], 2, /add --since/],
    [['replay', '7'], 1, /There is no delivery 7/],
  ]
  await Promise.all(
    refused.map(async ([words, code, why]) => {
      const ended = await cli(environmentOf(server), ['webhook', ...words])
      assert.equal(ended.code, code, ended.err)
      assert.match(ended.err, why)
    }),
  )
  const { id } = await server.add('http://127.0.0.1:9/')
  const unasked = await cli(environmentOf(server), ['webhook', 'remove', id])
  assert.match(unasked.err, /add --yes/)
  for (let count = 1; count < 16; count++) await server.add('http://127.0.0.1:9/')
  const tooMany = await cli(environmentOf(server), ['webhook', 'add', 'https://shop.example/'])
  assert.match(tooMany.err, /There are 16 webhooks/)
})
