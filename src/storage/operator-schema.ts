/** Who may log in on the operator's page. All times are milliseconds since 1970 UTC. */
export interface OperatorSchema {
  operator: {
    id: string
    name: string
    /** The name as it is compared: unique. */
    name_key: string
    password_hash: string
    /** The time step (RFC 6238) of the last code that was taken: no code of it or of one before is taken again. */
    code_step: number
    created_at: number
    last_login_at: number | null
    /** Where the last login came from (an address, IPv6 by its /64), hashed. */
    last_login_network: string | null
  }
  operator_session: {
    /** SHA-256 of the cookie's token, base64url. The token itself is stored nowhere. */
    token_hash: string
    operator_id: string
    created_at: number
    used_at: number
  }
}
