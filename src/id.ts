import { randomBytes } from 'node:crypto'

const ID_BYTES = 16

/**
 * A new id of 128 random bits: 22 characters of base64url. It does not begin with a hyphen, so that a command line
 * takes it for no option.
 */
export function mintId(): string {
  const id = randomBytes(ID_BYTES).toString('base64url')
  return id.startsWith('-') ? mintId() : id
}
