import { type Account, listAccounts } from '../accounts/queries.ts'
import { usernameKey } from '../accounts/username.ts'
import { isoTime } from '../iso-time.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

const PAGE_ACCOUNTS = 500

export const accountListCommand = command({
  summary: 'List the accounts by username',
  more: 'With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      let after = ''
      for (;;) {
        const page = await listAccounts(db, PAGE_ACCOUNTS, after)
        const last = page.at(-1)
        if (last === undefined) break
        if (options.json) for (const account of page) printJson(describe(account))
        else
          console.log(
            table(
              ['USERNAME', 'FULL NAME', 'CREATED'],
              page.map((account) => Object.values(describe(account)).slice(1)),
            ),
          )
        after = usernameKey(last.username)
      }
      if (after === '' && !options.json) console.log('There are no accounts yet.')
      return undefined
    }),
})

function describe({ id, username, fullname, createdAt }: Account) {
  return { id, username, fullname, created_at: isoTime(createdAt) }
}
