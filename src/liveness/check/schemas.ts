import { type Static, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { guidanceCodes } from '../decision/guidance.ts'

/** Null where it could not be measured. */
const measured = Type.Union([Type.Number(), Type.Null()])

const personFace = Type.Object({
  box: Type.Object({ x: measured, y: measured, width: measured, height: measured }),
  guidance: Type.Enum(guidanceCodes),
})

const backEndOnly = Type.Object({
  confidence: measured,
  pose: Type.Object({ yaw: measured, pitch: measured, roll: measured }),
  eyes_open: Type.Boolean(),
  quality: Type.Object({
    face_size: measured,
    sharpness: measured,
    brightness: measured,
    evenness: measured,
    in_view: measured,
  }),
  passive_pad: Type.Object({
    state: Type.Enum(['passed', 'failed', 'not_measured']),
    value: measured,
    threshold: Type.Number(),
  }),
})

/** A person gets the box and the guidance only; a back end gets the values, too. */
const face = Type.Object({ ...personFace.properties, ...Type.Partial(backEndOnly).properties })

const verdict = Type.Enum(['live', 'spoof', 'inconclusive'])
const checkedPicture = Type.Object({ verdict, faces: Type.Array(face) })

export type PersonFace = Static<typeof personFace>
export type BackEndFace = PersonFace & Static<typeof backEndOnly>
export type PersonCheck = { verdict: Static<typeof verdict>; faces: PersonFace[] }
export type BackEndCheck = { verdict: Static<typeof verdict>; faces: BackEndFace[] }

export const check = {
  tags: ['liveness'],
  summary: 'Check one picture: its faces, their quality, and whether it looks like a presentation attack',
  description:
    'JPEG, PNG or WebP, at most 6 MiB, 16,384 pixels on each side and 40 megapixels in all (12.5 when progressive, ' +
    'interlaced or of 16 bits a color), EXIF orientation applied. One picture cannot show that somebody is there.',
  consumes: ['image/jpeg', 'image/png', 'image/webp'],
  response: { 200: envelopeSchema(checkedPicture), ...refusalSchemas(400, 401, 403, 413, 415, 429, 503) },
}
