import type { Passwords } from '../accounts/password.ts'
import { usernameKey } from '../accounts/username.ts'
import { recordAudit } from '../audit/queries.ts'
import type { Clock } from '../clock.ts'
import type { EvidenceKeys } from '../evidence/evidence-keys.ts'
import { mintId } from '../id.ts'
import type { Db } from '../storage/schema.ts'
import { insertOperator } from './queries.ts'
import { keepSecondFactor } from './second-factor.ts'

export interface OperatorNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly passwords: Passwords
  readonly evidenceKeys: EvidenceKeys
}

/** What an operator logs in with, and the time step of the code that showed that the second factor works. */
export interface ProvenCredentials {
  readonly password: string
  readonly secret: Uint8Array
  readonly codeStep: number
}

/** Creates an operator and returns its id; undefined where the name is taken. */
export async function createOperator(
  { db, clock, passwords, evidenceKeys }: OperatorNeeds,
  name: string,
  { password, secret, codeStep }: ProvenCredentials,
): Promise<string | undefined> {
  const passwordHash = await passwords.hash(password, 'local')
  const [id, createdAt] = [mintId(), clock.now()]
  return db.transaction().execute(async (tx) => {
    const operator = { id, name, nameKey: usernameKey(name), passwordHash, codeStep, createdAt }
    if (!(await insertOperator(tx, operator))) return undefined
    await keepSecondFactor(tx, evidenceKeys, id, secret)
    await recordAudit(tx, { at: createdAt, event: 'operator_created', actor: id, address: 'local' })
    return id
  })
}
