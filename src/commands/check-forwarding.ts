import { BlockList, isIPv6 } from 'node:net'
import { listIgnoredSenders } from '../audit/queries.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { openStorage } from '../storage/open.ts'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000
const SENDERS_MAX = 100
const SENDERS_SHOWN = 3

/** Warns where a server ignored `X-Forwarded-For` of senders who are not trusted, in the last day. */
export async function checkForwarding(config: Config): Promise<Finding[]> {
  const name = 'forwarding'
  const { db } = openStorage(config, () => {})
  try {
    const trusted = blockListOf(config.TRUSTED_PROXIES)
    const senders = await listIgnoredSenders(db, systemClock.now() - DAY_MS, SENDERS_MAX)
    const ignored = senders.filter((sender) => !trusted.check(sender, familyOf(sender)))
    if (ignored.length === 0) return []
    const shown = ignored.slice(0, SENDERS_SHOWN).join(', ')
    const more = ignored.length > SENDERS_SHOWN ? ` and ${ignored.length - SENDERS_SHOWN} more` : ''
    const found = `X-Forwarded-For from ${shown}${more} was ignored in the last day, for TRUSTED_PROXIES does not name the sender`
    const remedy =
      'Where that is your proxy, add its address to TRUSTED_PROXIES, for until then all clients behind it count as one. Where it is not, do nothing: anybody can send that header.'
    return [{ name, ok: true, warning: true, found, remedy }]
  } catch (error) {
    return [{ name, ok: false, found: (error as Error).message }]
  } finally {
    await db.destroy()
  }
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    if (prefix === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
