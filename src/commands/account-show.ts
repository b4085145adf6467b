import { listLoginSessions } from '../accounts/queries.ts'
import { systemClock } from '../clock.ts'
import { isActive } from '../identity/login-session.ts'
import { isoTime } from '../iso-time.ts'
import { command, jsonOption } from './command.ts'
import { findNamedAccount } from './find-named-account.ts'
import { printable, printJson } from './print.ts'
import { withStorage } from './with-storage.ts'

export const accountShowCommand = command({
  summary: 'Show one account and its login sessions',
  arguments: ['username'],
  options: jsonOption,
  run: ({ options, arguments: [username = ''] }) =>
    withStorage(async ({ db, config }) => {
      const { id, username: name, fullname, createdAt } = await findNamedAccount(db, username)
      const now = systemClock.now()
      const sessions = (await listLoginSessions(db, id)).filter((session) => isActive(session, now, config))
      const loginSessions = sessions.map((session) => ({
        created_at: isoTime(session.createdAt),
        used_at: isoTime(session.usedAt),
      }))
      if (options.json) {
        printJson({ id, username: name, fullname, created_at: isoTime(createdAt), login_sessions: loginSessions })
        return undefined
      }
      console.log(`id              ${id}`)
      console.log(`username        ${printable(name)}`)
      console.log(`full name       ${printable(fullname)}`)
      console.log(`created         ${isoTime(createdAt)}`)
      console.log(`login sessions  ${loginSessions.length}`)
      for (const session of loginSessions)
        console.log(`                logged in ${session.created_at}, last used ${session.used_at}`)
      return undefined
    }),
})
