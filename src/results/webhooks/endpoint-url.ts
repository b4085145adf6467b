import { isIP } from 'node:net'
import { isPermittedAddress } from './permitted-address.ts'

const URL_CHARACTERS_MAX = 2_048

/**
 * The address of an endpoint as it is kept; throws a sentence that says what is wrong with it. A host name is not
 * resolved here: what it leads to is checked with each connection.
 */
export function readEndpointUrl(text: string, networks: readonly string[]): string {
  if (text.length > URL_CHARACTERS_MAX) throw new Error(`The address has at most ${URL_CHARACTERS_MAX} characters.`)
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new Error('The address must begin with https:// (or http://, within WEBHOOK_NETWORKS).')
  if (url.username !== '' || url.password !== '')
    throw new Error('The address must not hold a user name or password: the signature says who calls.')
  if (url.hash !== '') throw new Error('The address must not hold a "#": what follows it is never sent.')
  const isEncrypted = url.protocol === 'https:'
  if (!isEncrypted && networks.length === 0)
    throw new Error('Without https only an address in WEBHOOK_NETWORKS is called, and that is empty.')
  const literal = literalAddress(url)
  if (literal !== undefined && !isPermittedAddress(literal, isEncrypted, networks))
    throw new Error(`${literal} is not called: WEBHOOK_NETWORKS must name it, or it must be public and https.`)
  return url.href
}

/**
 * The address where the host is one, undefined where it is a name. `URL` has brought every way to write an IPv4
 * address (decimal, hexadecimal, octal, short) to four numbers (WHATWG URL, 3.5).
 */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 ? undefined : bare
}
