const ISO_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:Z| ?UTC|([+-]\d\d):?(\d\d)?)?)?$/i

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms)
}

/**
 * Milliseconds since 1970 of a time in ISO 8601, in which a space may stand for the `T`. Without a zone it is in UTC,
 * which may also be written so; a date alone is its beginning. Undefined for what is no time, as on the 30th of
 * February or in a leap second.
 */
export function readIsoTime(text: string): number | undefined {
  const [, date, time = '00:00', seconds = '', hours = '+00', minutes = '00'] = ISO_TIME.exec(text) ?? []
  const ms = Date.parse(`${date}T${time}${seconds}${hours}:${minutes}`)
  // The 30th of February would be read as a day of March.
  return Number.isFinite(ms) && isoTime(Date.parse(`${date}T00:00Z`)).startsWith(`${date}T`) ? ms : undefined
}
