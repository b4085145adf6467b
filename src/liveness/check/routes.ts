import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors.ts'
import { envelopeWith } from '../../http/envelope.ts'
import { openIntake } from '../../http/intake.ts'
import { mediaType } from '../../http/media-type.ts'
import type { PictureRoom } from '../../http/picture-room.ts'
import { actorOf } from '../../identity/caller.ts'
import { callerOf } from '../../identity/identify-callers.ts'
import type { Db } from '../../storage/schema.ts'
import { countTowards, limitKey, refusePast } from '../../throttle/limit.ts'
import type { VisionPool } from '../../vision/pool.ts'
import { DEFAULT_POLICY } from '../decision/policy.ts'
import { CHECK_BYTES_MAX, checkPicture } from './check-picture.ts'
import * as schemas from './schemas.ts'
import { backEndCheckView, personCheckView } from './views.ts'

export interface CheckNeeds {
  readonly db: Db
  readonly clock: Clock
  readonly pictureRoom: PictureRoom
  readonly vision: Pick<VisionPool, 'examine'>
}

const PERSON_CHECKS_PER_MINUTE = 30
const PERSON_CHECKS_AT_A_TIME = 1
const PICTURE_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** One picture on its own, without a session. */
export function checkRoutes(server: FastifyInstance, { db, clock, vision, pictureRoom }: CheckNeeds): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const admit = openIntake(pictureRoom)

  const checking = {
    schema: schemas.check,
    serializerCompiler: () => JSON.stringify,
    config: {
      callers: ['person', 'back_end'],
      scope: 'sessions:create',
      body: 'picture',
      pictureBytesMax: CHECK_BYTES_MAX,
    },
    // Nothing is read of a person who sends too many.
    preParsing: async (request: FastifyRequest, reply: FastifyReply) => {
      const caller = callerOf(request, 'person', 'back_end')
      const heldMax = caller.kind === 'person' ? PERSON_CHECKS_AT_A_TIME : Number.POSITIVE_INFINITY
      admit(request, reply, { holder: actorOf(caller), heldMax })
      if (caller.kind === 'back_end') return
      const limit = { key: limitKey('check', caller.accountId), max: PERSON_CHECKS_PER_MINUTE, windowMs: 60_000 }
      refusePast(await countTowards(db, [limit], clock.now()), clock.now())
    },
  } as const
  app.post('/liveness/check', checking, async (request) => {
    const { kind } = callerOf(request, 'person', 'back_end')
    const outcome = await checkPicture(vision, readPicture(request), DEFAULT_POLICY)
    const view = kind === 'person' ? personCheckView(outcome) : backEndCheckView(outcome)
    return envelopeWith(200, outcome.message, view)
  })
}

function readPicture({ body, headers }: Pick<FastifyRequest, 'headers'> & { body: unknown }): Uint8Array {
  if (!PICTURE_TYPES.has(mediaType(headers['content-type']))) throw refuse('not_picture')
  return (body as Buffer | undefined) ?? new Uint8Array()
}
