import { isToken, mintToken } from '../token.ts'

const PREFIX = 'lk_'

/** A token that can be told from others by its beginning, also where one was pasted by mistake. */
export function mintApiKey(): string {
  return PREFIX + mintToken()
}

export function isApiKey(secret: string): boolean {
  return secret.startsWith(PREFIX) && isToken(secret.slice(PREFIX.length))
}
