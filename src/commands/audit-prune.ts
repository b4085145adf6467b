import { userInfo } from 'node:os'
import { pruneAudit } from '../audit/prune.ts'
import { countPruned } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import { isoTime } from '../iso-time.ts'
import { truncateLog } from '../storage/truncate-log.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { confirm } from './confirm.ts'
import { printJson } from './print.ts'
import { readTime } from './read-time.ts'
import { withStorage } from './with-storage.ts'

export const auditPruneCommand = command({
  summary: 'Delete old lines of the audit log, where AUDIT_DAYS does not end them soon enough',
  more: 'For a disk that is filling. A line that says who pruned, when and how many lines stays in the log for a month at least. What is freed is used again; the files do not shrink before a VACUUM.',
  options: {
    before: {
      type: 'string',
      value: '<time>',
      about: 'Delete those from before then: 2030-01-31T12:00:00Z, or an age: 30m, 24h, 7d',
    },
    yes: { type: 'boolean', about: 'Do not ask' },
    ...jsonOption,
  },
  run: ({ options }) => {
    const now = systemClock.now()
    if (options.before === undefined) throw new CommandError('--before is missing: a time, or an age.', MISUSED)
    const before = readTime('before', options.before, now)
    if (before > now) throw new CommandError(`--before "${options.before}" is still to come.`, MISUSED)
    return withStorage(async ({ dialect, patiently }) => {
      // A long log is not counted or deleted within the time that a statement of the server may take.
      const lines = await patiently((db) => countPruned(db, before))
      if (lines > 0)
        await confirm(`Delete ${lines} lines of the audit log from before ${isoTime(before)}?`, options.yes)
      const deleted = await patiently(async (db) => {
        const pruned = lines > 0 ? await pruneAudit({ db, clock: systemClock }, { before, lines, who: whoRuns() }) : 0
        await truncateLog(db, dialect)
        return pruned
      })
      if (options.json) printJson({ before: isoTime(before), deleted })
      else console.log(`Deleted ${deleted} lines of the audit log from before ${isoTime(before)}.`)
      return undefined
    })
  },
})

/** A container may run under a number that has no name. */
function whoRuns(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}
