import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../storage/schema.ts'
import { deleteOperator } from './queries.ts'
import { dropSecondFactor } from './second-factor.ts'

/** Removes an operator with the second factor and all sessions. False where the operator is gone already. */
export function removeOperator(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  id: string,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await deleteOperator(tx, id))) return false
    await dropSecondFactor(tx, id)
    await recordAudit(tx, { at: clock.now(), event: 'operator_removed', actor: id, address: 'local' })
    return true
  })
}
