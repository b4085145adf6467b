import { systemClock } from '../clock.ts'
import { isoTimeOrNull } from '../iso-time.ts'
import { readRetention } from '../operations/read-retention.ts'
import { endless } from '../operations/retention.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const retentionCommand = command({
  summary: 'Show how long everything is kept, and what ends next',
  more: 'By the settings as they are now. Ends with 1 where something should have been gone an hour ago. With --json: one object a line, with what each holds\nand what erases it before.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db, config }) => {
      const ending = (await readRetention(db, config, systemClock.now())).map((kind) => ({
        table: kind.table,
        holds: kind.holds,
        about: kind.about,
        kept: kind.kept,
        settings: Object.fromEntries(kind.settings.map((name) => [name, config[name]])),
        erased_before_by: kind.erasedBy,
        next_end_at: isoTimeOrNull(kind.nextEndsAt),
        overdue: kind.isOverdue,
      }))
      const staying = Object.entries(endless).map(([name, kept]) => ({ table: name, kept }))
      if (options.json) for (const kind of [...ending, ...staying]) printJson(kind)
      else
        console.log(
          table(
            ['TABLE', 'ABOUT', 'SETTINGS', 'NEXT END', 'KEPT'],
            [
              ...ending.map(({ settings, next_end_at, overdue, ...kind }) => {
                const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
                const next = `${next_end_at ?? ''}${overdue ? ' OVERDUE' : ''}`
                return [kind.table, kind.about, set.join(' '), next, kind.kept]
              }),
              ...staying.map((kind) => [kind.table, '', '', '', kind.kept]),
            ].map((row) => row.map((cell) => cell.replaceAll('`', ''))),
          ),
        )
      return ending.some(({ overdue }) => overdue) ? 1 : undefined
    }),
})
