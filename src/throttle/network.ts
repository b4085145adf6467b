import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * The network a client address stands for when attempts are counted: an IPv4 address itself, an IPv6 address by its
 * /64, because one subscriber commonly holds that many (RFC 6177). A port behind the address, as some proxies send
 * it, is left out; anything that is no address counts as one network.
 */
export function networkOf(address: string): string {
  return prefixOf(address, 64)
}

/** The widest network that one subscriber commonly holds: as above, but an IPv6 address by its /48 (RFC 6177). */
export function siteOf(address: string): string {
  return prefixOf(address, 48)
}

function prefixOf(address: string, bits: 48 | 64): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
  if (isIP(bare) === 0) return 'unknown'
  const parsed = ipaddr.process(bare.replace(/%.*$/, ''))
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const groups = parsed.toNormalizedString().split(':')
  return `${groups.slice(0, bits / 16).join(':')}::/${bits}`
}
