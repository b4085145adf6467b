import type { Config } from '../config.ts'

/**
 * Whether the browser speaks https, so that its cookie may be kept from plain http. On the public port that is what
 * `PUBLIC_URL` says; a port of its own has no address of record, so there the request tells.
 */
export function isOverHttps(
  { protocol }: { readonly protocol: string },
  { ADMIN_PORT, PUBLIC_URL }: Pick<Config, 'ADMIN_PORT' | 'PUBLIC_URL'>,
): boolean {
  return protocol === 'https' || (ADMIN_PORT === 'public' && PUBLIC_URL.startsWith('https:'))
}
