import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, type ConfigReading, readConfig } from './config.ts'

const ENV_FILE = '.env'

/** Reads the environment and, for what that leaves open, `.env`. */
export function readEnvironment(): ConfigReading {
  try {
    return readConfig({ ...readEnvFile(), ...process.env })
  } catch (error) {
    return { ok: false, problems: [`${ENV_FILE} cannot be read: ${(error as Error).message}`] }
  }
}

/** The configuration, or the end of the process with all that is wrong with it. */
export function loadConfig(): Config {
  const reading = readEnvironment()
  if (reading.ok) return reading.config
  console.error(`The configuration has ${reading.problems.length} problem(s):`)
  for (const problem of reading.problems) console.error(`  ${problem}`)
  console.error('docs/configuration.md lists every setting.')
  process.exit(1)
}

/** What `.env` in the working directory sets; nothing where there is none. Throws where it cannot be read. */
export function readEnvFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(ENV_FILE, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
