import { findLoginSession } from '../identity/queries.ts'
import type { Db } from '../storage/schema.ts'
import { limitKey } from '../throttle/limit.ts'
import { networkOf } from '../throttle/network.ts'
import type { Account } from './queries.ts'

/**
 * What shows that the owner used this device before: it still holds a login token (and no other beside it), or is in
 * the owner's last network.
 */
export interface KnownDevice {
  readonly by: 'token' | 'network'
  readonly id: string
}

export async function findKnownDevice(
  db: Db,
  account: Account,
  address: string,
  [heldTokenHash, ...more]: readonly string[],
): Promise<KnownDevice | undefined> {
  if (heldTokenHash !== undefined && more.length === 0) {
    const held = await findLoginSession(db, heldTokenHash)
    if (held?.accountId === account.id) return { by: 'token', id: heldTokenHash }
  }
  const network = hashedNetwork(address)
  return account.lastLoginNetwork === network ? { by: 'network', id: network } : undefined
}

export function hashedNetwork(address: string): string {
  return limitKey('network', networkOf(address))
}
