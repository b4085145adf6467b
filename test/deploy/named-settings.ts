import assert from 'node:assert/strict'
import { settings } from '../../src/config.ts'

/** What is set beside the server's own settings, and by whom it is read. */
const OTHERS = [
  // The compose files and what they start.
  ...['DOMAIN', 'POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS'],
  // The chart's own.
  'POD_IP',
]

/** Asserts that each name is a setting of the server, or known to be somebody else's. */
export function assertSettings(names: readonly string[], where: string): void {
  assert.ok(names.length > 0, `${where} sets nothing`)
  for (const name of names) assert.ok(name in settings || OTHERS.includes(name), `${where}: ${name} is no setting`)
}
