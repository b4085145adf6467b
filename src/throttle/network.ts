import { isIP, SocketAddress } from 'node:net'

/**
 * The network a client address stands for when attempts are counted: an IPv4 address itself, an IPv6 address by its
 * /64, because one subscriber commonly holds that many (RFC 6177). A port behind the address, as some proxies send it, is
 * left out; whatever is no address counts as one network.
 */
export function networkOf(address: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
  const family = isIP(bare)
  if (family === 0) return 'unknown'
  if (family === 4) return bare
  const canonical = new SocketAddress({ address: bare.replace(/%.*$/, ''), family: 'ipv6' }).address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(canonical)?.[1]
  return mapped ?? `${groupsOf(canonical).slice(0, 4).join(':')}::/64`
}

/** All eight groups of an IPv6 address in its canonical form (RFC 5952). */
function groupsOf(canonical: string): string[] {
  const [head = '', tail] = canonical.split('::')
  const first = head === '' ? [] : head.split(':')
  if (tail === undefined) return first
  const last = tail === '' ? [] : tail.split(':')
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last]
}
