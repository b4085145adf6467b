import { type Static, Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'
import { textEnum } from '../../http/text-enum.ts'
import { guidanceCodes } from '../decision/guidance.ts'

/** Null where it could not be measured. */
const measured = Type.Union([Type.Number(), Type.Null()])

const box = Type.Object(
  { x: measured, y: measured, width: measured, height: measured },
  { title: 'Box', description: 'In pixels of the picture, from its top left corner' },
)
const personFace = Type.Object({ box, guidance: textEnum('GuidanceCode', guidanceCodes) }, { title: 'PersonFace' })

const backEndFace = Type.Object(
  {
    ...personFace.properties,
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
      state: textEnum('SignalState', ['passed', 'failed', 'not_measured']),
      value: measured,
      threshold: Type.Number(),
    }),
  },
  { title: 'BackEndFace' },
)
export type BackEndFace = Static<typeof backEndFace>

const verdict = textEnum('Verdict', ['live', 'spoof', 'inconclusive'])
const personCheck = Type.Object({ verdict, faces: Type.Array(personFace) }, { title: 'PersonCheck' })
export type PersonCheck = Static<typeof personCheck>

const backEndCheck = Type.Object({ verdict, faces: Type.Array(backEndFace) }, { title: 'BackEndCheck' })
export type BackEndCheck = Static<typeof backEndCheck>

export const check = {
  operationId: 'checkPicture',
  tags: ['liveness'],
  summary: 'Check one picture: its faces, their quality, and whether it looks like a presentation attack',
  description:
    'JPEG, PNG or WebP, at most 6 MiB, 16,384 pixels on each side and 40 megapixels in all (12.5 when progressive, ' +
    'interlaced or of 16 bits a color), EXIF orientation applied. One picture cannot show that somebody is there.',
  consumes: ['image/jpeg', 'image/png', 'image/webp'],
  response: {
    200: envelopeSchema(Type.Union([backEndCheck, personCheck])),
    ...refusalSchemas(400, 401, 403, 413, 415, 429, 503),
  },
}
