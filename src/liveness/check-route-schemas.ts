import { Type } from 'typebox'
import { envelopeSchema, RefusalSchema } from '../http/envelope.ts'
import { guidanceMessages } from './guidance.ts'

const oneOf = (values: readonly string[]) => Type.Enum(values as [string, ...string[]])
const number = Type.Number()

const box = Type.Object({ x: number, y: number, width: number, height: number })

const values = {
  confidence: number,
  pose: Type.Object({ yaw: number, pitch: number, roll: number }),
  eyes_open: Type.Boolean(),
  quality: Type.Object({
    face_size: number,
    sharpness: number,
    brightness: number,
    evenness: number,
    in_view: number,
  }),
  passive_pad: Type.Object({
    state: oneOf(['passed', 'failed', 'not_measured']),
    value: Type.Union([number, Type.Null()]),
    threshold: number,
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
