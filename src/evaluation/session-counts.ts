import type { Presentation } from './data-set.ts'

/** Sessions played unless told otherwise: a film that follows no prompt is begun at many moments. */
export const SESSIONS_PER_FILM = 50
export const SESSIONS_PER_CLIPS = 10

export interface SessionCounts {
  readonly sessionsPerFilm: number
  readonly sessionsPerClips: number
}

/** How many sessions are played of a presentation. */
export function sessionsOf({ material }: Presentation, counts: SessionCounts): number {
  if ('picture' in material) return 1
  return 'film' in material ? counts.sessionsPerFilm : counts.sessionsPerClips
}
