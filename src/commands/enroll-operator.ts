import { openPasswords } from '../accounts/password.ts'
import type { OperatorNeeds, ProvenCredentials } from '../admin/create-operator.ts'
import { systemClock } from '../clock.ts'
import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { askOperatorPassword } from './ask-operator-password.ts'
import { openDialog } from './dialog.ts'
import type { Opened } from './with-storage.ts'

/** Asks for an operator's new password and a code of a new second factor, and gives both to be kept. */
export async function enrollOperator<Result>(
  { db, config }: Pick<Opened, 'db' | 'config'>,
  { name, json }: { readonly name: string; readonly json: boolean },
  keep: (needs: OperatorNeeds, credentials: ProvenCredentials) => Promise<Result>,
): Promise<Result> {
  const dialog = openDialog()
  try {
    const password = await askOperatorPassword(dialog, name)
    const { setUpSecondFactor } = await import('./set-up-second-factor.ts')
    const factor = await setUpSecondFactor(dialog, { name, config, json })
    const passwords = await openPasswords(1)
    const needs = { db, clock: systemClock, passwords, evidenceKeys: openEvidenceKeys(config) }
    return await keep(needs, { password, ...factor })
  } finally {
    dialog.close()
  }
}
