import { readCredentials, requireStrongPassword } from '../accounts/credentials.ts'
import { CommandError } from './command.ts'
import type { Dialog } from './dialog.ts'

const RULES_BROKEN = ['login_incomplete', 'password_too_weak']
const RULES = 'It needs 15 characters at least, 5 of them different, and must not have the name in it'

/** An operator's new password, under the strict rules for accounts; asked for twice where a person types it. */
export async function askOperatorPassword(dialog: Dialog, name: string): Promise<string> {
  const password = await dialog.ask('Password, 15 characters at least:', 'hidden')
  try {
    if (password.includes('\u{fffd}')) throw new Error('Password must be Unicode text')
    readCredentials({ username: name, password })
    requireStrongPassword(password, [name])
  } catch (error) {
    const { name: why, message } = error as Error
    throw new CommandError(`The password is refused. ${RULES_BROKEN.includes(why) ? RULES : message}.`)
  }
  if (process.stdin.isTTY && (await dialog.ask('The same once more:', 'hidden')) !== password)
    throw new CommandError('The two are not the same. Nothing was changed.')
  return password
}
