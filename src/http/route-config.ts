import 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** One of the contract's six endpoints: its responses hold `status_code` and `message` and nothing else. */
    contract?: boolean
    /** What body the route takes; without it any body is ignored. */
    body?: 'json' | 'picture' | 'form'
    /** How large a picture may be. */
    pictureBytesMax?: number
  }
  interface FastifySchema {
    hide?: boolean
    tags?: readonly string[]
    summary?: string
    description?: string
    operationId?: string
    security?: readonly Record<string, readonly string[]>[]
    consumes?: readonly string[]
    produces?: readonly string[]
  }
}
