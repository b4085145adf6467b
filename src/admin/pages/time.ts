import { type Html, html } from '../../html.ts'
import { isoTime } from '../../iso-time.ts'

/** A time in UTC to the second, as a search takes it; null for none. `ms` is epoch milliseconds. */
export function time(ms: number | null): Html | null {
  if (ms === null) return null
  const text = isoTime(ms)
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`
}

/** A length of time in the largest unit that leaves no more than two digits before the point. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 100) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`
  if (seconds < 360_000) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}
