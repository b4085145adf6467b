import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { openIntake } from '../../http/intake.ts'
import { countTowards, limitKey, refusePast } from '../../throttle/limit.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { DEFAULT_POLICY } from '../decision/policy.ts'
import { actorOf, type Caller, type CallerNeeds, findCaller } from '../sessions/caller.ts'
import { CHECK_BYTES_MAX, checkPicture } from './check-picture.ts'
import * as schema from './schemas.ts'
import { backEndCheckView, personCheckView } from './views.ts'

export interface CheckNeeds extends CallerNeeds {
  readonly clock: Clock
  readonly vision: Pick<VisionPool, 'examine'>
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

const PERSON_CHECKS_PER_MINUTE = 30
const PERSON_CHECKS_AT_A_TIME = 1
const PICTURES_BYTES_MAX = 64 * 1024 * 1024
const PICTURE_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** One picture on its own, without a session. */
export function checkRoutes(app: FastifyInstance, needs: CheckNeeds): void {
  const { db, clock, vision } = needs
  const admit = openIntake({ bytesMax: CHECK_BYTES_MAX, allBytesMax: PICTURES_BYTES_MAX })
  app.decorateRequest('caller', null)

  app.post(
    '/liveness/check',
    {
      schema: schema.check,
      config: { body: 'picture', pictureBytesMax: CHECK_BYTES_MAX },
      // Nothing of a stranger's picture is read, nor of one that there is no room for.
      onRequest: async (request, reply) => {
        const caller = await findCaller(needs, request.headers)
        const heldMax = caller.kind === 'person' ? PERSON_CHECKS_AT_A_TIME : Number.POSITIVE_INFINITY
        const contentLength = request.headers['content-length']
        admit({ holder: actorOf(caller), heldMax, contentLength, answer: reply.raw })
        if (caller.kind === 'person') {
          const limit = { key: limitKey('check', caller.accountId), max: PERSON_CHECKS_PER_MINUTE, windowMs: 60_000 }
          refusePast(await countTowards(db, [limit], clock.now()), clock.now())
        }
        request.caller = caller
      },
    },
    async (request) => {
      const caller = request.caller!
      const outcome = await checkPicture(vision, readPicture(request), DEFAULT_POLICY)
      const view = caller.kind === 'person' ? personCheckView(outcome) : backEndCheckView(outcome)
      return envelopeWith(200, outcome.message, view)
    },
  )
}

function readPicture({ body, headers }: FastifyRequest): Uint8Array<ArrayBuffer> {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!PICTURE_TYPES.has(type)) throw refuse('not_picture')
  return new Uint8Array((body as Buffer | undefined) ?? [])
}
