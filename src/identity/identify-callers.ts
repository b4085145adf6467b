import type {} from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type RefusalName, refuse } from '../errors.ts'
import { countWrite, type WriteLimits } from '../throttle/limit-writes.ts'
import type { BackEnd, Caller } from './caller.ts'
import { type CallerNeeds, findCaller } from './find-caller.ts'
import { readBearer, readProtocolToken } from './offered-secret.ts'
import type { Scope } from './scopes.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request; null on a route that names no callers. */
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** Who may call; everybody else is refused before anything of a body is read. Without it nobody is asked for. */
    callers?: readonly Caller['kind'][]
    /** What an API key must be permitted; a route that lets back ends call names it. */
    scope?: Scope
    /** The refusal of nobody known; `not_authorized` unless given. */
    refusal?: RefusalName
    /** Each request counts towards what its account or API key may write within an hour. */
    writes?: boolean
  }
}

export type IdentifyNeeds = CallerNeeds & { readonly config: WriteLimits }

/** Of the OpenAPI document. */
const SECURITY_SCHEMES = { person: 'person', back_end: 'backEnd', capture: 'captureToken' } as const

/**
 * Finds out once a request who makes it, on every route added from now on that names its callers. The route's own
 * `onRequest` hooks run before. The OpenAPI document names the same callers. Refuses `not_authorized` (or the route's
 * own refusal), to a person where only back ends may call `not_for_people`, to an API key that is not permitted
 * `scope_missing`; on a route that writes, `too_many_requests`. Throws where a route lets back ends call and names no
 * scope.
 */
export function identifyCallers(app: FastifyInstance, needs: IdentifyNeeds): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', (route) => {
    const { callers, scope, refusal = 'not_authorized', writes } = route.config ?? {}
    if (callers === undefined) return
    if (callers.includes('back_end') && !scope) throw new Error(`${route.url} names no scope for back ends`)
    const identify = async (request: FastifyRequest) => {
      const caller = await findCaller(needs, readOffer(request))
      if (caller?.kind === 'person' && !callers.includes('person') && callers.includes('back_end'))
        throw refuse('not_for_people')
      if (!caller || !callers.includes(caller.kind)) throw refuse(refusal)
      if (caller.kind === 'back_end') requireScope(caller, scope)
      if (writes && caller.kind !== 'capture') await countWrite(needs.db, needs.config, caller, needs.clock.now())
      request.caller = caller
    }
    route.onRequest = [route.onRequest ?? [], identify].flat()
    route.schema = { ...route.schema, security: callers.map((kind) => securityOf(kind, scope)) }
  })
}

function requireScope({ scopes }: BackEnd, scope: Scope | undefined): void {
  if (scope === undefined || !scopes.includes(scope))
    throw refuse('scope_missing', { message: `This API key is not permitted to do this: it needs the scope ${scope}` })
}

function securityOf(kind: Caller['kind'], scope: Scope | undefined): Record<string, string[]> {
  return { [SECURITY_SCHEMES[kind]]: kind === 'back_end' && scope ? [scope] : [] }
}

function readOffer({ headers, params, ws, ip: address }: FastifyRequest) {
  const secret = ws ? (readProtocolToken(headers['sec-websocket-protocol']) ?? '') : readBearer(headers.authorization)
  return { secret, cookie: headers.cookie, sessionId: (params as { id?: string }).id, address }
}

/** The caller of a route that names only these kinds of callers. */
export function callerOf<Kind extends Caller['kind']>(
  { caller }: FastifyRequest,
  ...kinds: Kind[]
): Extract<Caller, { kind: Kind }> {
  if (!isOneOf(caller, kinds)) throw new Error(`the route does not name ${kinds.join(', ')} as its only callers`)
  return caller
}

function isOneOf<Kind extends Caller['kind']>(
  caller: Caller | null,
  kinds: readonly Kind[],
): caller is Extract<Caller, { kind: Kind }> {
  return caller !== null && (kinds as readonly string[]).includes(caller.kind)
}
