import type { FastifyRequest } from 'fastify'

/** Who is logged in on the operator's page. */
export interface Operator {
  readonly id: string
  readonly name: string
  /** SHA-256 of the token of the session, base64url. */
  readonly sessionHash: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null outside of the operator's page, and on its login. */
    operator: Operator | null
  }
}

/** Who does something on the operator's page, for the audit log. */
export function byOperator(request: FastifyRequest): { readonly actor: string; readonly address: string } {
  return { actor: operatorOf(request).id, address: request.ip }
}

/** The operator whose session a request of the operator's page has. */
export function operatorOf({ operator }: FastifyRequest): Operator {
  if (operator === null) throw new Error('the route is not behind the operator’s login')
  return operator
}
