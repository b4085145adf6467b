import { globSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Config } from '../config.ts'
import { sqliteFile } from '../storage/open.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000

/** Warns of databases that `liveness restore` kept: what was erased from the database is still in them. */
export function checkKeptDatabases(config: Config, now: number): Finding[] {
  if (config.DATABASE_URL !== '') return []
  const { DATA_DIR } = config
  const names = globSync(`${basename(sqliteFile(config))}.before-restore-*`, { cwd: DATA_DIR }).sort()
  return names.flatMap((name) => {
    const file = `${DATA_DIR}/${name}`
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) return []
    const days = Math.max(0, Math.floor((now - stats.mtimeMs) / DAY_MS))
    const size = `${(stats.size / 1024 ** 2).toFixed(1)} MiB`
    return {
      name: 'kept',
      ok: true,
      warning: true,
      found: `${file}, ${size}, is kept since a restore ${days} days ago`,
      remedy: `What was erased since is still in it. Once you do not need it, run: rm '${file}'`,
    }
  })
}
