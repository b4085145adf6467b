import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { mintId } from '../id.ts'
import { openSecrets } from '../results/webhooks/endpoint-secrets.ts'
import { eventBody, TEST_TYPE } from '../results/webhooks/event.ts'
import { isTaken } from '../results/webhooks/judge-attempt.ts'
import { openSender } from '../results/webhooks/post-event.ts'
import { sendEvent } from '../results/webhooks/send-event.ts'
import { command, FAILED, jsonOption } from './command.ts'
import { findWebhook } from './find-webhook.ts'
import { printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const webhookTestCommand = command({
  summary: 'Send a webhook an event of type webhook.test, at once, and print what came of it',
  more: 'Signed and sent as every event is, from this machine, also where the webhook is disabled. It is not tried again. Exit code 1 where it was not taken.',
  arguments: ['id'],
  options: jsonOption,
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db, config }) => {
      const endpoint = await findWebhook(db, id)
      const now = systemClock.now()
      const secrets = await openSecrets(db, openEvidenceKeys(config), endpoint, now)
      const sender = openSender(config.WEBHOOK_NETWORKS)
      const event = { id: mintId(), body: eventBody(TEST_TYPE, now, { webhook_id: id }) }
      const answer = await sendEvent({ clock: systemClock, sender }, endpoint.url, event, secrets)
      sender.close()
      const taken = isTaken(answer)
      const outcome = 'status' in answer ? String(answer.status) : answer.failure
      if (options.json) printJson({ id, event_id: event.id, taken, outcome })
      else console.log(taken ? `Taken: it answered ${outcome}.` : `Not taken: ${outcome}.`)
      return taken ? undefined : FAILED
    }),
})
