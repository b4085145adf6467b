const DAY_MS = 86_400_000

/** How long a picture sent again is recognized, where its session is kept as long. */
export const DIGESTS_KEPT_MS = 30 * DAY_MS
