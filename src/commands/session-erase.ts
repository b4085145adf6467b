import { systemClock } from '../clock.ts'
import { eraseSession } from '../liveness/sessions/erase-session.ts'
import { command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findKnownSession } from './find-known-session.ts'
import { openLocalReceipt } from './open-local-receipt.ts'
import { printable, printJson } from './print.ts'
import { printErased } from './print-erased.ts'
import { withStorage } from './with-storage.ts'

export const sessionEraseCommand = command({
  summary: 'Erase the evidence of a liveness session',
  more: 'What shows or describes the face goes, at once and for good; a session that is open is cancelled. Its verdict stays. Prints a signed receipt of what was erased and what stays.',
  arguments: ['session'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db, config }) => {
      const session = await findKnownSession(db, id)
      await confirm(`Erase the evidence of session "${printable(session.id)}", for good?`, options.yes)
      const openReceipt = () => openLocalReceipt(db, config)
      const by = { actor: 'command line', address: 'local' }
      const receipt = await eraseSession({ db, clock: systemClock, config, openReceipt }, session, by)
      const { state, verdict } = await findKnownSession(db, id)
      if (options.json) printJson({ session_id: session.id, state, verdict, erased: true, receipt })
      else printErased(`Erased the evidence of session ${session.id}.`, receipt)
      return undefined
    }),
})
