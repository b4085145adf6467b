import { type Outcome, RESPONSE_MS_MAX } from './send.ts'

/** What the server closes a stream with where it failed: 500 among the close codes. */
const FAILED = 1011

/** What is wrong with what the server did; undefined where nothing is. A 503 is honest: it says that it is busy. */
export function problemOf({ status, closeCode, missed }: Outcome): string | undefined {
  if (status !== null && status >= 500 && status !== 503) return `status ${status}`
  if (closeCode === FAILED) return `close code ${closeCode}`
  if (missed !== undefined) return `no ${missed} within ${RESPONSE_MS_MAX / 1000} s`
  return undefined
}
