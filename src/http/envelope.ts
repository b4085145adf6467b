import { type Static, type TSchema, Type } from 'typebox'
import { type Refusal, refusals } from '../errors.ts'
import { textEnum } from './text-enum.ts'

export const EnvelopeSchema = Type.Object(
  { status_code: Type.Integer(), message: Type.String() },
  { title: 'Envelope' },
)

/**
 * What every response carries; the responses of the contract's six endpoints hold exactly this. `status_code` always
 * equals the HTTP status.
 */
export type Envelope = Static<typeof EnvelopeSchema>

const errorCodes = [...new Set(Object.values(refusals).map(([, code]) => code))]

const detailSchema = Type.Object({ path: Type.String(), problem: Type.String() }, { title: 'RefusalDetail' })

export const RefusalSchema = Type.Object(
  {
    status_code: Type.Integer(),
    message: Type.String(),
    error: textEnum('ErrorCode', errorCodes, 'Stable; messages may be reworded'),
    details: Type.Optional(Type.Array(detailSchema)),
  },
  { title: 'Refusal' },
)

/** A response that carries data. */
export function envelopeSchema<Data extends TSchema>(data: Data) {
  return Type.Object({ status_code: Type.Integer(), message: Type.String(), data })
}

/** The schema of a refusal for each of the statuses. */
export function refusalSchemas<Status extends number>(...statuses: Status[]) {
  return Object.fromEntries(statuses.map((status) => [status, RefusalSchema])) as Record<Status, typeof RefusalSchema>
}

export function envelope(status: number, message: string): Envelope {
  return { status_code: status, message }
}

export function envelopeWith<Data>(status: number, message: string, data: Data): Envelope & { data: Data } {
  return { status_code: status, message, data }
}

/** The response to a refused request: two fields on the contract's paths, with the stable code everywhere else. */
export function refusalEnvelope({ status, message, error, details }: Refusal, contract: boolean): object {
  if (contract) return envelope(status, message)
  return { ...envelope(status, message), error, ...(details ? { details } : {}) }
}
