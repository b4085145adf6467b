import type { CheckedFace, CheckOutcome } from './check-verdict.ts'

/** Below this eye aspect ratio an eye counts as closed. */
const EYE_OPEN_MIN = 0.2

/** What a person may know of a checked picture: where faces are and what to do better, never a value or a threshold. */
export function personCheckView({ verdict, faces }: CheckOutcome) {
  return { verdict, faces: faces.map(({ face, guidance }) => ({ box: face.box, guidance })) }
}

export function backEndCheckView({ verdict, faces }: CheckOutcome) {
  return { verdict, faces: faces.map(faceView) }
}

function faceView({ face, guidance, passivePad }: CheckedFace) {
  const { box, confidence, pose, eyeOpening, quality } = face
  return {
    box,
    guidance,
    confidence,
    pose: { yaw: pose.yawDegrees, pitch: pose.pitchDegrees, roll: pose.rollDegrees },
    eyes_open: eyeOpening.left >= EYE_OPEN_MIN && eyeOpening.right >= EYE_OPEN_MIN,
    quality: {
      face_size: quality.faceSize,
      sharpness: quality.sharpness,
      brightness: quality.brightness,
      evenness: quality.evenness,
      in_view: quality.inView,
    },
    passive_pad: passivePad,
  }
}
