import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Addresses that are given out for the internet at large (IANA, IPv6 Address Space). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * True where webhooks may connect to the address: one that `networks` names, or, over https, one of the public
 * internet. An IPv4 address in IPv6 form (RFC 4291, 2.5.5.2) counts as the IPv4 address; what stands for another
 * address behind a translator (NAT64, 6to4, Teredo) is not public, nor is any that is reserved (RFC 6890).
 */
export function isPermittedAddress(address: string, isEncrypted: boolean, networks: readonly string[]): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.process(address.replace(/%.*$/, ''))
  return isNamed(parsed, networks) || (isEncrypted && isPublic(parsed))
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_IPV6)
}

function isNamed(address: ipaddr.IPv4 | ipaddr.IPv6, networks: readonly string[]): boolean {
  return networks.some((text) => {
    const [network, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : wholeAddress(text)
    return network.kind() === address.kind() && address.match(network as never, bits)
  })
}

function wholeAddress(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
