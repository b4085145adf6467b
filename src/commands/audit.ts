import { listAudit } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { isoTime, printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

const PAGE_LINES = 1_000
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const auditCommand = command({
  summary: 'Print the audit log, oldest first',
  more: 'An actor is an account id (see account show), never a name; behind the address stands the liveness session, where it is about one. With --json: one object a line.',
  options: {
    since: {
      type: 'string',
      value: '<time>',
      about: 'Only from then on: 2030-01-31T12:00:00Z, or an age: 90s, 30m, 24h, 7d',
    },
    ...jsonOption,
  },
  run: ({ options }) => {
    const since = options.since === undefined ? 0 : readSince(options.since, systemClock.now())
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

/** A time, or an age before now, as milliseconds since 1970. */
export function readSince(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0)
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const time = isIso ? Date.parse(text) : Number.NaN
  if (Number.isFinite(time)) return time
  throw new CommandError(
    `--since "${text}" is neither a time such as 2030-01-31T12:00:00Z nor an age such as 30m, 24h or 7d.`,
    MISUSED,
  )
}
