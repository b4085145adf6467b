import { type TObject, type TSchema, Type } from 'typebox'
import type { Refusal } from '../errors.ts'

/** What every answer carries; the contract's six endpoints answer exactly this. */
export interface Envelope {
  readonly status_code: number
  readonly message: string
}

/** `status_code` always equals the HTTP status. */
export function envelope(status: number, message: string): Envelope {
  return { status_code: status, message }
}

export function envelopeWith<Data>(status: number, message: string, data: Data): Envelope & { readonly data: Data } {
  return { status_code: status, message, data }
}

/** The answer to a refused request: two fields on the contract's paths, with the stable code everywhere else. */
export function refusalEnvelope(refusal: Refusal, contract: boolean): object {
  const { status, message, error, details } = refusal
  if (contract) return envelope(status, message)
  return { ...envelope(status, message), error, ...(details ? { details } : {}) }
}

export const EnvelopeSchema = Type.Object({ status_code: Type.Integer(), message: Type.String() })

export const RefusalSchema = Type.Object({
  status_code: Type.Integer(),
  message: Type.String(),
  error: Type.String(),
  details: Type.Optional(Type.Array(Type.Object({ path: Type.String(), problem: Type.String() }))),
})

export function envelopeSchema<Data extends TSchema>(data: Data): TObject {
  return Type.Object({ status_code: Type.Integer(), message: Type.String(), data })
}
