/** What an API key may be permitted to do. */
export const scopes = ['sessions:create', 'sessions:read', 'images:read', 'sessions:erase', 'sessions:all'] as const
export type Scope = (typeof scopes)[number]

/** What a key may do unless told: all of it, with the sessions that it opened itself. */
export const DEFAULT_SCOPES: readonly Scope[] = scopes.filter((scope) => scope !== 'sessions:all')

/** As they are stored. */
export const writeScopes = (permitted: readonly Scope[]): string => permitted.join(' ')

/** A word that is no scope of this version permits nothing. */
export function readScopes(stored: string): readonly Scope[] {
  const words = stored.split(' ')
  return scopes.filter((scope) => words.includes(scope))
}
