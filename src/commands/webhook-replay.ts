import { systemClock } from '../clock.ts'
import { deliveryStates } from '../results/webhooks/delivery-queries.ts'
import { replay } from '../results/webhooks/replay.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { printable, printJson } from './print.ts'
import { readChoice } from './read-choices.ts'
import { readTime } from './read-time.ts'
import { withStorage } from './with-storage.ts'

export const webhookReplayCommand = command({
  summary: 'Deliver again: one delivery or, with --since, all to a webhook from a time on',
  more: 'Without --since the id is a delivery’s (liveness webhook deliveries), with it a webhook’s. Receivers see the same webhook-id as before. The servers send within a second; what is being sent at this moment is left alone.',
  arguments: ['id'],
  options: {
    since: {
      type: 'string',
      value: '<time>',
      about: 'Events from then on: 2030-01-31T12:00:00Z, or an age: 90s, 30m, 24h, 7d',
    },
    state: { type: 'string', value: '<state>', about: 'With --since: only those in this state, such as failed' },
    ...jsonOption,
  },
  run: ({ options, arguments: [id = ''] }) => {
    const now = systemClock.now()
    const since = options.since === undefined ? undefined : readTime('since', options.since, now)
    const state = options.state === undefined ? null : readChoice('state', options.state, deliveryStates)
    if (since === undefined && state !== null) throw new CommandError('--state is for --since only.', MISUSED)
    if (since === undefined && !/^\d{1,15}$/.test(id))
      throw new CommandError(
        `"${printable(id)}" is no delivery’s id; to deliver all to a webhook again add --since.`,
        MISUSED,
      )
    return withStorage(async ({ db }) => {
      const which =
        since === undefined ? { id: Number(id) } : { endpointId: (await findWebhook(db, id)).id, since, state }
      const replayed = await replay({ db, clock: systemClock }, which, { actor: 'command line', address: 'local' })
      if (since === undefined && replayed === 0)
        throw new CommandError(`There is no delivery ${id} that could be sent again at this moment.`)
      if (options.json) printJson({ id, replayed })
      else console.log(`${replayed} deliveries are due now.`)
      return undefined
    })
  },
})
