import { systemClock } from '../clock.ts'
import { readEnvironment } from '../load-config.ts'
import { checkDatabase } from './check-database.ts'
import { checkDisk } from './check-disk.ts'
import { checkEvidence } from './check-evidence.ts'
import { checkForwarding } from './check-forwarding.ts'
import { checkKeptDatabases } from './check-kept-databases.ts'
import { checkSettingNames } from './check-setting-names.ts'
import { command, FAILED, jsonOption } from './command.ts'
import type { Finding } from './finding.ts'
import { printJson, table } from './print.ts'

export const checkCommand = command({
  summary: 'Check configuration, database and disk; exit code 1 on a problem, 0 on a warning',
  more: 'Changes nothing.',
  options: jsonOption,
  async run({ options }) {
    const findings = await check()
    const ok = findings.every((finding) => finding.ok)
    if (options.json) printJson({ ok, findings })
    else {
      const rows = findings.map((finding) => [finding.name, stateOf(finding), finding.found])
      console.log(table(['CHECK', 'STATE', 'FOUND'], rows))
      for (const { name, remedy } of findings) if (remedy !== undefined) console.log(`\n${name}: ${remedy}`)
    }
    return ok ? 0 : FAILED
  },
})

async function check(): Promise<Finding[]> {
  const reading = readEnvironment()
  if (!reading.ok)
    return [
      ...reading.problems.map((found) => ({
        name: 'configuration',
        ok: false,
        found,
        remedy: 'Correct it in the environment or in .env; docs/configuration.md lists every setting.',
      })),
      ...checkSettingNames(),
    ]
  const settings = { name: 'configuration', ok: true, found: 'every setting can be used' }
  const database = await checkDatabase(reading.config)
  const isInOrder = database.every(({ ok, warning }) => ok && !warning)
  const evidence = isInOrder ? await checkEvidence(reading.config) : []
  const forwarding = isInOrder ? await checkForwarding(reading.config) : []
  const kept = checkKeptDatabases(reading.config, systemClock.now())
  return [
    settings,
    ...checkSettingNames(),
    ...database,
    ...evidence,
    ...forwarding,
    ...(await checkDisk(reading.config)),
    ...kept,
  ]
}

function stateOf({ ok, warning }: Finding): string {
  if (!ok) return 'PROBLEM'
  return warning ? 'warning' : 'ok'
}
