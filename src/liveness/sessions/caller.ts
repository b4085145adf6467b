import { refuse } from '../../errors.ts'
import { readApiKey } from '../../identity/api-key.ts'
import { findApiKey } from '../../identity/queries.ts'
import type { Db } from '../../storage/schema.ts'
import type { LivenessSession } from './session.ts'

/** Who asks: a person with a login session, or a back end with an API key. */
export type Caller =
  | { readonly kind: 'person'; readonly accountId: string }
  | { readonly kind: 'back_end'; readonly apiKeyId: string }

export interface CallerNeeds {
  readonly db: Db
  /** The account that a `Cookie` header proves, or undefined. */
  readonly findPerson: (cookie: string | undefined) => Promise<string | undefined>
}

/** Refuses `unauthorized` to whoever is neither. A key that was offered and is not good is not made up for by a cookie. */
export async function findCaller(
  { db, findPerson }: CallerNeeds,
  { authorization, cookie }: { authorization?: string | undefined; cookie?: string | undefined },
): Promise<Caller> {
  if (authorization !== undefined) {
    const keyHash = readApiKey(authorization)
    const key = keyHash === undefined ? undefined : await findApiKey(db, keyHash)
    if (!key) throw refuse('not_authorized')
    return { kind: 'back_end', apiKeyId: key.id }
  }
  const accountId = await findPerson(cookie)
  if (accountId === undefined) throw refuse('not_authorized')
  return { kind: 'person', accountId }
}

/** A back end sees every session, a person their own; any other does not exist for them. */
export function requireSight(caller: Caller, session: LivenessSession | undefined): LivenessSession {
  if (session && (caller.kind === 'back_end' || session.accountId === caller.accountId)) return session
  throw refuse('not_found')
}

/** Refuses `forbidden` to a person: for back ends only. */
export function requireBackEnd(caller: Caller): void {
  if (caller.kind !== 'back_end') throw refuse('not_for_people')
}

export const actorOf = (caller: Caller): string => (caller.kind === 'person' ? caller.accountId : caller.apiKeyId)
