import { systemClock } from '../clock.ts'
import { findEvidenceKeys } from '../evidence/evidence-keys.ts'
import { listImages } from '../evidence/queries.ts'
import { asOf } from '../liveness/sessions/as-of.ts'
import { readProgress } from '../liveness/sessions/read-progress.ts'
import { isOpen } from '../liveness/sessions/session.ts'
import type { BackEndSession } from '../liveness/sessions/view-schemas.ts'
import { backEndView } from '../liveness/sessions/views.ts'
import { command, jsonOption } from './command.ts'
import { findKnownSession } from './find-known-session.ts'
import { printable, printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const sessionShowCommand = command({
  summary: 'Show one liveness session: its verdict, signals, steps and pictures',
  more: 'What the back end that opened it sees, and who that is. Pictures are listed, not shown.',
  arguments: ['session'],
  options: jsonOption,
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db, config }) => {
      const now = systemClock.now()
      const session = asOf(await findKnownSession(db, id), now)
      const keys = isOpen(session) ? findEvidenceKeys(config) : undefined
      const view = backEndView(session, keys ? readProgress(keys, session) : null, await listImages(db, id, now))
      const shown = { account_id: session.accountId, api_key_id: session.apiKeyId, ...view }
      if (options.json) printJson(shown)
      else print(shown)
      return undefined
    }),
})

function print({ signals, injection, steps, models, frames, images, ...facts }: BackEndSession): void {
  const lines = Object.entries(facts).filter(([, value]) => value !== null)
  for (const [name, value] of lines) console.log(`${name.padEnd(14)}  ${printable(String(value))}`)
  console.log(`frames          ${frames.received} received, ${frames.used} used, ${frames.rejected} rejected`)
  if (injection) console.log(`injection       ${[injection.state, ...injection.reasons].join(' ')}`)
  for (const { name, sha256 } of models) console.log(`model           ${printable(name)} ${sha256}`)
  printTable(['SIGNAL', 'STATE', 'VALUE', 'THRESHOLD', 'REQUIRED'], signals, (signal) => [
    signal.name,
    signal.state,
    signal.value?.toFixed(3) ?? '',
    String(signal.threshold),
    signal.required ? 'yes' : 'no',
  ])
  printTable(['STEP', 'STATE', 'SHOWN', 'ANSWERED'], steps, (step) => [
    step.action,
    step.state,
    step.shown_at ?? '',
    step.answered_at ?? '',
  ])
  printTable(['IMAGE', 'KIND', 'TAKEN'], images, (image) => [image.image_id, image.kind, image.taken_at])
}

function printTable<Item>(headings: string[], items: readonly Item[], row: (item: Item) => string[]): void {
  if (items.length > 0) console.log(`\n${table(headings, items.map(row))}`)
}
