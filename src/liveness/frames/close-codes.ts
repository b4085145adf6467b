/** Why the server ends a stream; RFC 6455 leaves 4000–4999 to applications. */
export const closeCodes = {
  done: 1000,
  failed: 1011,
  restarting: 1012,
  again: 1013,
  protocol: 4400,
  over: 4408,
  taken: 4409,
  too_large: 4413,
  too_fast: 4429,
} as const
