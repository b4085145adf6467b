import { isToken, mintToken } from '../token.ts'

const PREFIX = 'lk_'

/** A token with a prefix, so that an API key is recognized wherever it was pasted by mistake. */
export function mintApiKey(): string {
  return PREFIX + mintToken()
}

export function isApiKey(secret: string): boolean {
  return secret.startsWith(PREFIX) && isToken(secret.slice(PREFIX.length))
}
