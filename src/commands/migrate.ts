import { loadConfig } from '../load-config.ts'
import { migrate } from '../storage/migrate.ts'
import { openStorage } from '../storage/open.ts'
import { command, jsonOption } from './command.ts'
import { printJson } from './print.ts'

export const migrateCommand = command({
  summary: 'Create the database, or bring it to this version',
  more: 'The server does the same when it starts. Running it twice, or from two machines at once, is safe.',
  options: jsonOption,
  async run({ options }) {
    const storage = openStorage(loadConfig(), () => {})
    try {
      const applied = await migrate(storage)
      if (options.json) printJson({ database: storage.place, applied })
      else {
        for (const name of applied) console.log(`applied ${name}`)
        console.log(`${storage.place} is up to date`)
      }
      return undefined
    } finally {
      await storage.db.destroy()
    }
  },
})
