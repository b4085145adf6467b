import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'
import { type Action, isTurn } from '../decision/challenge.ts'
import type { Caller } from './caller.ts'
import type { Wish } from './open-session.ts'
import type { Owner } from './session.ts'

interface CreateBody {
  readonly subject?: string
  readonly actions?: readonly Action[]
  readonly steps?: number
}

/**
 * What a caller asks of a new session, with whose it will be. A person may ask for no subject, for no actions, and for
 * no fewer steps than the server is set to: whoever chooses the challenge can prepare for it.
 */
export function readWish(
  body: unknown,
  caller: Caller,
  { LIVENESS_STEPS }: Pick<Config, 'LIVENESS_STEPS'>,
): { owner: Owner; wish: Wish } {
  const { subject = null, actions, steps } = body as CreateBody
  if (caller.kind === 'person') {
    if (subject !== null) throw invalid('/subject', 'is for API keys only')
    if (actions) throw invalid('/actions', 'is for API keys only')
    if (steps !== undefined && steps < LIVENESS_STEPS) throw invalid('/steps', `must be at least ${LIVENESS_STEPS}`)
    return { owner: { accountId: caller.accountId, apiKeyId: null, subject: null }, wish: { actions, steps } }
  }
  if (actions && steps !== undefined && steps !== actions.length)
    throw invalid('/steps', 'is not the number of actions')
  if (actions && !actions.some(isTurn)) throw invalid('/actions', 'must have a turn among them: it shows depth')
  if (actions?.some((action, index) => action === actions[index - 1]))
    throw invalid('/actions', 'must not have the same action twice in a row')
  return { owner: { accountId: null, apiKeyId: caller.apiKeyId, subject }, wish: { actions, steps } }
}

const invalid = (path: string, problem: string) => refuse('invalid_request', { details: [{ path, problem }] })
