import { settings } from '../config.ts'
import { readEnvFile } from '../load-config.ts'
import { editDistance } from './edit-distance.ts'
import type { Finding } from './finding.ts'

const name = 'settings'
const KNOWN = Object.keys(settings)
const SLIPS_MAX = 3
const LETTERS_PER_SLIP = 4

/** Warns of names that look like a setting and are none, and of all in `.env` that are none. */
export function checkSettingNames(environment: NodeJS.Dict<string> = process.env): Finding[] {
  const inFile = namesInFile()
  const unknown = [...new Set([...inFile, ...Object.keys(environment)])].filter((given) => !KNOWN.includes(given))
  const similar = unknown.flatMap((given) => {
    const meant = KNOWN.find((known) => isSimilar(given, known))
    return meant === undefined ? [] : [{ given, meant, where: inFile.includes(given) ? '.env' : 'the environment' }]
  })
  const others = inFile.filter((given) => unknown.includes(given) && !similar.some((entry) => entry.given === given))
  return [
    ...similar.map(({ given, meant, where }) =>
      warning(`${given} in ${where} is no setting; is ${meant} meant?`, `Rename it to ${meant}, or remove it.`),
    ),
    ...(others.length > 0
      ? [
          warning(
            `.env sets what is no setting: ${others.join(', ')}`,
            'The server ignores it; where another program reads .env, too, leave it. docs/configuration.md lists every setting.',
          ),
        ]
      : []),
  ]
}

function warning(found: string, remedy: string): Finding {
  return { name, ok: true, warning: true, found, remedy }
}

/** A file that cannot be read is a problem that is told already. */
function namesInFile(): string[] {
  try {
    return Object.keys(readEnvFile())
  } catch {
    return []
  }
}

/** A slip for every four letters, three at most: PROT is PORT, and HOME is not HOST. */
function isSimilar(given: string, known: string): boolean {
  return editDistance(given.toUpperCase(), known) <= Math.min(SLIPS_MAX, Math.floor(known.length / LETTERS_PER_SLIP))
}
