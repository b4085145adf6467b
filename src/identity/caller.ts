import type { Scope } from './scopes.ts'

/** Who makes a request. */
export type Caller = Person | BackEnd | CaptureClient

/** A person with a login session. */
export interface Person {
  readonly kind: 'person'
  readonly accountId: string
  readonly fullname: string
}

/** A back end with an API key. */
export interface BackEnd {
  readonly kind: 'back_end'
  readonly apiKeyId: string
  readonly scopes: readonly Scope[]
}

/** A client that holds the capture token of one liveness session. */
export interface CaptureClient {
  readonly kind: 'capture'
  readonly sessionId: string
}

/** Who did something, as the audit log names them: an opaque id. */
export function actorOf(caller: Person | BackEnd): string {
  return caller.kind === 'person' ? caller.accountId : caller.apiKeyId
}
