import type { Config } from '../../config.ts'

/**
 * Why a person can't be sent back to an address; undefined where they can. An https address may lead anywhere, or only
 * to the https origins that `RETURN_URLS` lists where it lists any; another one must be listed there, by its scheme or
 * its origin. The fragment is left for what the server adds.
 */
export function returnUrlProblem(text: string, allowed: Config['RETURN_URLS']): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return 'must be a whole address, such as https://shop.example/done'
  if (url.username || url.password) return 'must hold no user name or password'
  if (text.includes('#')) return 'must have no fragment'
  const listed = allowed.includes(url.protocol) || allowed.includes(url.origin)
  const anyHttps = !allowed.some((entry) => entry.startsWith('https:'))
  if (listed || (url.protocol === 'https:' && anyHttps)) return undefined
  return url.protocol === 'https:' ? 'is of no origin in RETURN_URLS' : 'must be https, or listed in RETURN_URLS'
}
