import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { SteadyClock } from '../clock.ts'
import { refuse } from '../errors.ts'
import { EnvelopeSchema, envelope, envelopeSchema, envelopeWith, RefusalSchema } from '../http/envelope.ts'
import type { Admission } from '../liveness/sessions/admission.ts'
import type { Dialect } from '../storage/open.ts'
import { isDatabaseReady } from '../storage/ping.ts'
import type { Db } from '../storage/schema.ts'
import { version } from './version.ts'

export interface OperationsNeeds {
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: SteadyClock
  readonly admission: Admission
  /** True from the moment the process was asked to stop. */
  isDraining(): boolean
  /** True while some worker has its models loaded and pictures can be measured. */
  isVisionReady(): boolean
}

const tags = ['operations']

export function operationsRoutes(
  app: FastifyInstance,
  { db, dialect, clock, admission, isDraining, isVisionReady }: OperationsNeeds,
): void {
  const health = {
    operationId: 'readHealth',
    tags,
    summary: 'Is the process alive?',
    response: { 200: EnvelopeSchema },
  }
  app.get('/healthz', { schema: health }, () => envelope(200, 'ok'))

  const ready = {
    operationId: 'readReadiness',
    tags,
    summary: 'May requests be sent here?',
    response: { 200: EnvelopeSchema, 503: RefusalSchema },
  }
  app.get('/readyz', { schema: ready }, async (_request, reply) => {
    if (isDraining()) throw refuse('draining', { retryAfterSeconds: 1 })
    if (!(await isDatabaseReady(db, dialect))) throw refuse('storage_unavailable', { retryAfterSeconds: 1 })
    if (!isVisionReady()) throw refuse('models_loading', { retryAfterSeconds: 1 })
    reply.header('x-liveness-room', admission.room(clock.steady()))
    return envelope(200, 'ready')
  })

  const data = Type.Object({ version: Type.String(), node: Type.String() }, { title: 'Version' })
  const versionSchema = {
    operationId: 'readVersion',
    tags,
    summary: 'Which version is this?',
    response: { 200: envelopeSchema(data) },
  }
  app.get('/version', { schema: versionSchema }, () =>
    envelopeWith(200, 'liveness-server', { version, node: process.versions.node }),
  )
}
