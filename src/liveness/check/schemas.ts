import { Type } from 'typebox'
import { envelopeSchema, RefusalSchema } from '../../http/envelope.ts'
import { guidanceMessages } from '../decision/guidance.ts'

const oneOf = (values: readonly string[]) => Type.Enum(values as [string, ...string[]])
/** Null where it could not be measured. */
const measured = Type.Union([Type.Number(), Type.Null()])

const box = Type.Object({ x: measured, y: measured, width: measured, height: measured })

const values = {
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
    state: oneOf(['passed', 'failed', 'not_measured']),
    value: measured,
    threshold: Type.Number(),
  }),
}

/** A person gets the box and the guidance only; a back end gets the values, too. */
const face = Type.Object({
  box,
  guidance: oneOf(Object.keys(guidanceMessages)),
  ...Object.fromEntries(Object.entries(values).map(([name, schema]) => [name, Type.Optional(schema)])),
})

const answer = Type.Object({ verdict: oneOf(['live', 'spoof', 'inconclusive']), faces: Type.Array(face) })

export const check = {
  tags: ['liveness'],
  summary: 'Check one picture: its faces, their quality, and whether it looks like a presentation attack',
  description:
    'JPEG, PNG or WebP, at most 6 MiB and 40 megapixels (12.5 when progressive, interlaced or of 16 bits a color), EXIF orientation applied. One picture cannot show that somebody is there.',
  security: [{ person: [] }, { backEnd: [] }],
  consumes: ['image/jpeg', 'image/png', 'image/webp'],
  response: {
    200: envelopeSchema(answer),
    ...Object.fromEntries([400, 401, 403, 413, 415, 429, 503].map((status) => [status, RefusalSchema])),
  },
}
