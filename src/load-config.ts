import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, readConfig } from './config.ts'

const ENV_FILE = '.env'

/** The configuration from the environment and, for what that leaves open, from `.env`. Ends the process when it is wrong. */
export function loadConfig(): Config {
  const reading = readConfig({ ...readEnvFile(), ...process.env })
  if (reading.ok) return reading.config
  console.error(`The configuration has ${reading.problems.length} problem(s):`)
  for (const problem of reading.problems) console.error(`  ${problem}`)
  console.error('docs/configuration.md lists every setting.')
  process.exit(1)
}

function readEnvFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(ENV_FILE, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
