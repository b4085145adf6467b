import { isIP } from 'node:net'

/**
 * Whether a `Host` header names this machine: by an address, as `localhost`, or by one of the names given. A page whose
 * own name was turned to this machine's address by DNS (rebinding) sends that name, which is none of them.
 */
export function isKnownHost(header: string | undefined, names: readonly string[]): boolean {
  const url = `http://${header}`
  if (header === undefined || !URL.canParse(url)) return false
  const { host, hostname } = new URL(url)
  // Anything but a host and a port would have been read as another part of an address.
  if (header.toLowerCase() !== host && header.toLowerCase() !== `${host}:80`) return false
  return hostname === 'localhost' || isIP(hostname.replace(/^\[(.+)\]$/, '$1')) !== 0 || names.includes(hostname)
}
