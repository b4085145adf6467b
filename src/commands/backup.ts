import { existsSync } from 'node:fs'
import { loadConfig } from '../load-config.ts'
import { backupSqlite } from '../storage/backup.ts'
import { sqliteFile } from '../storage/open.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { printJson } from './print.ts'
import { requireDatabase } from './with-storage.ts'

export const backupCommand = command({
  summary: 'Copy the SQLite database into a file, while the server runs',
  more: 'The copy is checked, then gets its name; a file that exists is never overwritten. To restore, stop the\nserver and run: liveness restore <file>',
  arguments: ['file'],
  options: jsonOption,
  async run({ options, arguments: [file = ''] }) {
    const config = loadConfig()
    if (config.DATABASE_URL !== '')
      throw new CommandError(
        `The data is in PostgreSQL, which brings its own tool. Run:\n  pg_dump --format=custom --file='${file.replaceAll("'", "'\\''")}' "$DATABASE_URL"`,
      )
    requireDatabase(config)
    if (existsSync(file)) throw new CommandError(`${file} exists and is not overwritten. Name another file.`)
    const bytes = await backupSqlite(sqliteFile(config), file, showProgress).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`No backup was made: ${error.message}`)
    })
    if (options.json) printJson({ file, bytes })
    else console.log(`${file}: ${bytes} bytes, integrity checked`)
    return undefined
  },
})

function showProgress(done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rcopying ${Math.floor(done * 100)} %${done === 1 ? '\n' : ''}`)
}
