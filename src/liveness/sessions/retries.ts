import type { LivenessSession } from './session.ts'

export const RETRIES_MAX = 5
/** How often the person may try again on the same link, unless told. */
export const RETRIES = 2

/** How often the person may still try again from this session on. */
export const retriesLeft = ({ request, retriedBy }: Pick<LivenessSession, 'request' | 'retriedBy'>): number =>
  retriedBy === null ? (request.retries ?? 0) : 0
