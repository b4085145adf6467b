import type { Generated, Kysely, Transaction } from 'kysely'

/** All times are milliseconds since 1970 UTC. */
export interface Schema {
  account: {
    id: string
    username: string
    /** The username as it is compared: unique. */
    username_key: string
    fullname: string
    password_hash: string
    created_at: number
    /** Where the owner last logged in from (an address, IPv6 by its /64), hashed. */
    last_login_network: string | null
  }
  login_session: {
    /** SHA-256 of the cookie's token, base64url. The token itself is stored nowhere. */
    token_hash: string
    account_id: string
    created_at: number
    used_at: number
  }
  throttle: {
    key: string
    count: number
    ends_at: number
  }
  audit: {
    id: Generated<number>
    at: number
    event: string
    actor: string
    address: string
  }
}

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>
