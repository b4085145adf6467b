import { type Limit, limitKey } from './limit.ts'
import { networkOf, siteOf } from './network.ts'

/** A /48 is commonly one subscriber's, but may be many: it may do what ten networks may. */
const NETWORKS_PER_SITE = 10

/** The limits for an address: `max` for its network and, where that is an IPv6 /64, ten times as much for its /48. */
export function networkLimits(kind: string, address: string, max: number, windowMs: number): Limit[] {
  const [network, site] = [networkOf(address), siteOf(address)]
  const ofNetwork = { key: limitKey(kind, network), max, windowMs }
  if (site === network) return [ofNetwork]
  return [ofNetwork, { key: limitKey(kind, site), max: max * NETWORKS_PER_SITE, windowMs }]
}
