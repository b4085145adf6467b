import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import type { BackEnd, Person } from '../../identity/caller.ts'
import { actions, isTurn } from '../decision/challenge.ts'
import { returnUrlProblem } from './return-url.ts'
import type { SessionRequest } from './schemas.ts'
import type { Owner } from './session.ts'

/** Beside the actions. */
const FOR_API_KEYS = ['subject', 'step_seconds', 'attestation', 'return_url', 'nonce', 'audience'] as const

/**
 * Whose the session will be that a caller asks for. A person may ask for no subject, for no actions, and for no fewer
 * steps than the server is set to: whoever chooses the challenge can prepare for it. Nor does a person attest the own
 * device, or name an address to be sent back to. Refuses `invalid_request`.
 */
export function checkSessionRequest(
  { actions: named, avoid = [], ...request }: SessionRequest,
  caller: Person | BackEnd,
  { LIVENESS_STEPS, RETURN_URLS }: Pick<Config, 'LIVENESS_STEPS' | 'RETURN_URLS'>,
): Owner {
  const { subject, steps, return_url } = request
  const left = actions.filter((action) => !avoid.includes(action))
  if (!left.some(isTurn) || left.length < 2) throw invalid('/avoid', 'must leave a turn and one more action')
  if (named?.some((action) => avoid.includes(action))) throw invalid('/avoid', 'holds an action that is asked for')
  if (caller.kind === 'person') {
    if (named) throw invalid('/actions', 'is for API keys only')
    for (const field of FOR_API_KEYS)
      if (request[field] !== undefined) throw invalid(`/${field}`, 'is for API keys only')
    if (steps !== undefined && steps < LIVENESS_STEPS) throw invalid('/steps', `must be at least ${LIVENESS_STEPS}`)
    return { accountId: caller.accountId, apiKeyId: null, subject: null }
  }
  if (named && steps !== undefined && steps !== named.length) throw invalid('/steps', 'is not the number of actions')
  if (named && !named.some(isTurn)) throw invalid('/actions', 'must have a turn among them: it shows depth')
  if (named?.some((action, index) => action === named[index - 1]))
    throw invalid('/actions', 'must not have the same action twice in a row')
  const problem = return_url === undefined ? undefined : returnUrlProblem(return_url, RETURN_URLS)
  if (problem) throw invalid('/return_url', problem)
  return { accountId: null, apiKeyId: caller.apiKeyId, subject: subject ?? null }
}

const invalid = (path: string, problem: string) => refuse('invalid_request', { details: [{ path, problem }] })
