import type { Failure } from './types.js'

/** The failure that was thrown; `fetch` throws a TypeError. */
export const readFailure = (error: unknown): Failure => {
  if (typeof (error as Failure | undefined)?.code === 'string') return error as Failure
  return { code: error instanceof TypeError ? 'connection_lost' : 'failed' }
}

/** Whether trying again continues the same session. */
export const keepsSession = ({ code }: Failure): boolean =>
  /camera|permission|connection|insecure|cancelled|page_hidden|too_old/.test(code)
