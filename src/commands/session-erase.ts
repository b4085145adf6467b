import { systemClock } from '../clock.ts'
import { eraseSession } from '../liveness/sessions/erase-session.ts'
import { command, jsonOption } from './command.ts'
import { confirm } from './confirm.ts'
import { findKnownSession } from './find-known-session.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const sessionEraseCommand = command({
  summary: 'Erase the evidence of a liveness session',
  more: 'What shows or describes the face goes, at once and for good; a session that is open is cancelled. Its verdict stays.',
  arguments: ['session'],
  options: { yes: { type: 'boolean', about: 'Do not ask' }, ...jsonOption },
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db }) => {
      const session = await findKnownSession(db, id)
      await confirm(`Erase the evidence of session "${printable(session.id)}", for good?`, options.yes)
      await eraseSession({ db, clock: systemClock }, session, { actor: 'command line', address: 'local' })
      const { state, verdict } = await findKnownSession(db, id)
      if (options.json) printJson({ session_id: session.id, state, verdict, erased: true })
      else console.log(`Erased the evidence of session ${session.id}.`)
      return undefined
    }),
})
