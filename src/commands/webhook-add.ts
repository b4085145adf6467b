import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { addEndpoint, ENDPOINTS_MAX } from '../results/webhooks/add-endpoint.ts'
import { readEndpointUrl } from '../results/webhooks/endpoint-url.ts'
import { eventTypes } from '../results/webhooks/event.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { printJson } from './print.ts'
import { readChoices } from './read-choices.ts'
import { withStorage } from './with-storage.ts'

export const webhookAddCommand = command({
  summary: 'Tell an address of what happens',
  more: `The secret that verifies what is sent is printed here and can be read nowhere else. Events: ${eventTypes.join(', ')}.`,
  arguments: ['url'],
  options: {
    events: { type: 'string', value: '<a,b>', about: 'Only these events; all where none is named' },
    ...jsonOption,
  },
  run: ({ options, arguments: [text = ''] }) => {
    const events = options.events === undefined ? null : readChoices('events', options.events, eventTypes)
    return withStorage(async ({ db, config }) => {
      const url = readUrl(text, config.WEBHOOK_NETWORKS)
      const evidenceKeys = openEvidenceKeys(config)
      const added = await addEndpoint({ db, clock: systemClock, evidenceKeys }, { url, events })
      if (!added) throw new CommandError(`There are ${ENDPOINTS_MAX} webhooks, and there may be no more.`)
      if (options.json) printJson({ id: added.id, url, events: events ?? eventTypes, secret: added.secret })
      else {
        console.log(added.secret)
        console.error(
          `This is the secret of webhook ${added.id}. It is shown only now. Try: liveness webhook test ${added.id}`,
        )
      }
      return undefined
    })
  },
})

function readUrl(text: string, networks: readonly string[]): string {
  try {
    return readEndpointUrl(text, networks)
  } catch (problem) {
    throw new CommandError((problem as Error).message, MISUSED)
  }
}
