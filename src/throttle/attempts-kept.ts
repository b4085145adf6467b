const DAY_MS = 86_400_000

/** How long what limits count of an attempt stays: the longest wait, and the longest time before it that counts. */
export const ATTEMPTS_KEPT_MS = 2 * DAY_MS
