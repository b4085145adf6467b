import type { Box } from '../../vision/observation.ts'
import type { CheckedFace, CheckOutcome } from './picture-verdict.ts'
import type { BackEndCheck, BackEndFace, PersonCheck } from './schemas.ts'

/** Below this eye aspect ratio an eye counts as closed. */
const EYE_OPEN_MIN = 0.2

/** What a person may know of a checked picture: where faces are and what to do better, never a value or a threshold. */
export function personCheckView({ verdict, faces }: CheckOutcome): PersonCheck {
  return { verdict, faces: faces.map(({ face, guidance }) => ({ box: boxView(face.box), guidance })) }
}

export function backEndCheckView({ verdict, faces }: CheckOutcome): BackEndCheck {
  return { verdict, faces: faces.map(faceView) }
}

function faceView({ face, guidance, passivePad }: CheckedFace): BackEndFace {
  const { box, confidence, pose, eyeOpening, quality } = face
  return {
    box: boxView(box),
    guidance,
    confidence: finite(confidence),
    pose: { yaw: finite(pose.yawDegrees), pitch: finite(pose.pitchDegrees), roll: finite(pose.rollDegrees) },
    eyes_open: eyeOpening.left >= EYE_OPEN_MIN && eyeOpening.right >= EYE_OPEN_MIN,
    quality: {
      face_size: finite(quality.faceSize),
      sharpness: finite(quality.sharpness),
      brightness: finite(quality.brightness),
      evenness: finite(quality.evenness),
      in_view: finite(quality.inView),
    },
    passive_pad: { ...passivePad },
  }
}

function boxView({ x, y, width, height }: Box) {
  return { x: finite(x), y: finite(y), width: finite(width), height: finite(height) }
}

/** JSON has no word for a number that is none. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
