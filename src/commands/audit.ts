import { listAudit } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { isoTime } from '../iso-time.ts'
import { command, jsonOption } from './command.ts'
import { printable, printJson } from './print.ts'
import { readTime } from './read-time.ts'
import { withStorage } from './with-storage.ts'

const PAGE_LINES = 1_000

export const auditCommand = command({
  summary: 'Print the audit log, oldest first',
  more: 'An actor is an account id (see account show), never a name; behind the address stands what it is about, such as a liveness session. With --json: one object a line.',
  options: {
    since: {
      type: 'string',
      value: '<time>',
      about: 'Only from then on: 2030-01-31T12:00:00Z, or an age: 90s, 30m, 24h, 7d',
    },
    ...jsonOption,
  },
  run: ({ options }) => {
    const since = options.since === undefined ? 0 : readTime('since', options.since, systemClock.now())
    return withStorage(async ({ db }) => {
      for (let afterId = 0; ; ) {
        const page = await listAudit(db, since, PAGE_LINES, afterId)
        for (const { at, event, actor, address, about } of page)
          if (options.json) printJson({ at: isoTime(at), event, actor, address, about })
          else {
            const line = [isoTime(at), event.padEnd(22), actor.padEnd(22), printable(address), about ?? []].flat()
            console.log(line.join('  '))
          }
        const last = page.at(-1)
        if (last === undefined) return undefined
        afterId = last.id
      }
    })
  },
})
