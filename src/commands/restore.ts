import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { loadConfig } from '../load-config.ts'
import { sqliteFile } from '../storage/open.ts'
import { requireBackup } from '../storage/require-backup.ts'
import { restoreSqlite } from '../storage/restore.ts'
import { takeOutOfUse } from '../storage/take-out-of-use.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { type Prepared, prepareRestored } from './prepare-restored.ts'
import { printable, printJson } from './print.ts'

export const restoreCommand = command({
  summary: 'Put a backup in the place of the SQLite database, while no server runs',
  more:
    'The file is checked and only read. The database that is there is kept beside the restored one, which is the old one\n' +
    'or the new one, whole, whatever happens meanwhile. Accounts and evidence that were erased since the backup, API\n' +
    'keys that were revoked, webhooks and operators that were removed go again, as far as the audit log of the database\n' +
    'before tells. Its lines since the backup stay in the database that is kept; the restored one gets a line about that.',
  arguments: ['file'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  async run({ options, arguments: [file = ''] }) {
    const config = loadConfig()
    if (config.DATABASE_URL !== '') throw new CommandError(postgresCommands(file))
    const database = sqliteFile(config)
    const before = existsSync(database)
    const kept = `${database}.before-restore-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
    const prepared = await sayNothingChanged(async () => {
      requireBackup(file)
      if (before) takeOutOfUse(database)
      await confirm(`Put ${file} in the place of ${database}?`, options.yes)
      const prepare = (folder: string) => prepareRestored(config, folder, before ? basename(kept) : null)
      return restoreSqlite(file, database, kept, { onProgress: showProgress, prepare })
    })
    const { missing, endedAgain, opensEvidence, lockedOut } = prepared
    if (options.json)
      printJson({
        file,
        database,
        kept: before ? kept : null,
        missing_migrations: missing,
        ended_again: endedAgain === 'unread' ? null : endedAgain,
        opens_evidence: opensEvidence,
        locked_out_operators: lockedOut,
      })
    else for (const line of report(database, before ? kept : undefined, prepared)) console.log(line)
    return undefined
  },
})

async function sayNothingChanged<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`Nothing was restored. ${(error as Error).message}`)
  }
}

function report(database: string, kept: string | undefined, prepared: Prepared) {
  const { missing, endedAgain, opensEvidence, lockedOut } = prepared
  const lines = [`${database} is restored, integrity checked.`]
  if (kept !== undefined)
    lines.push(`The database before it is ${kept}. It holds personal data: delete it once you don’t need it.`)
  if (missing.length > 0)
    lines.push(`It is older than this program: the next start, or liveness migrate, will apply ${missing.join(', ')}.`)
  if (endedAgain === 'unread')
    lines.push('The audit log of the database before could not be read: WHAT WAS ERASED SINCE THE BACKUP IS BACK.')
  else if (endedAgain === null)
    lines.push('There was no database before it: what was erased elsewhere since the backup is back.')
  else {
    const { accounts, sessions, keys, webhooks, operators } = endedAgain
    lines.push(
      `Erased again since they were erased after the backup: ${accounts} accounts, evidence of ${sessions} sessions; revoked again: ${keys} API keys; removed again: ${webhooks} webhooks and ${operators} operators.`,
    )
  }
  lines.push(
    'Passwords, second factors, logins and secrets of webhooks are as they were when the backup was made.',
    evidenceLine(opensEvidence),
  )
  if (lockedOut !== null && lockedOut.length > 0)
    lines.push(
      `Operators who can not log in until that key is here, or liveness admin reset is run: ${lockedOut.map(printable).join(', ')}.`,
    )
  lines.push('Next: liveness check, then start the server.')
  return lines
}

function evidenceLine(opens: boolean | null): string {
  if (opens === null)
    return 'A backup holds no evidence.key: after the upgrade liveness check says whether the key here fits.'
  if (opens) return 'A backup holds no evidence.key; nothing in this one needs a key that is not here.'
  return 'A backup holds no evidence.key, and the key that is here does not open all that is kept: liveness evidence-key list'
}

function postgresCommands(file: string): string {
  const quoted = `'${file.replaceAll("'", "'\\''")}'`
  return (
    'The data is in PostgreSQL, which brings its own tools. Stop every server, then run:\n' +
    `  pg_dump --format=custom --file=before-restore.dump "$DATABASE_URL"\n` +
    `  pg_restore --clean --if-exists --single-transaction --no-owner --dbname="$DATABASE_URL" ${quoted}\n` +
    'A backup from before an upgrade is restored into a new, empty database instead. What was erased since the backup is\n' +
    'back then: liveness audit --since <time of the backup>, run before, lists it.'
  )
}

function showProgress(step: string, done: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[K${step} ${Math.floor(done * 100)} %${done === 1 ? '\n' : ''}`)
}
