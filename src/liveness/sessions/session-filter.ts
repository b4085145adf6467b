import { refuse } from '../../errors.ts'
import type { BackEnd, Person } from '../../identity/caller.ts'
import { readIsoTime } from '../../iso-time.ts'
import type { SessionFilter } from './list-queries.ts'
import type { SessionQuery } from './schemas.ts'

/**
 * Which sessions a caller gets to see of those asked for: a person their own, a back end those that its key opened, or
 * all with the scope `sessions:all`. Refuses `invalid_request`.
 */
export function readSessionFilter(
  { state, verdict, subject, created_from, created_to }: SessionQuery,
  caller: Person | BackEnd,
): SessionFilter {
  const filter = {
    subject,
    state,
    verdict,
    createdFrom: readTime('/created_from', created_from),
    createdTo: readTime('/created_to', created_to),
  }
  if (caller.kind === 'back_end')
    return caller.scopes.includes('sessions:all') ? filter : { ...filter, apiKeyId: caller.apiKeyId }
  if (subject !== undefined) throw invalid('/subject', 'is for API keys only')
  return { ...filter, accountId: caller.accountId }
}

/** RFC 3339 has leap seconds, which are no times here. */
function readTime(path: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = readIsoTime(text)
  if (time !== undefined) return time
  throw invalid(path, 'is not a time')
}

const invalid = (path: string, problem: string) => refuse('invalid_request', { details: [{ path, problem }] })
