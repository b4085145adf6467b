import { measureEyes } from '../../src/vision/measure-eyes.ts'
import { measureMouth } from '../../src/vision/mouth.ts'
import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import { measurePose } from '../../src/vision/pose.ts'
import { animateStill, SMILE_GAIN } from './animate-still.ts'
import { named, type Pair } from './another-person.ts'
import { type AttackPresentation, clipsOf, FEW_ACTIONS } from './presentations.ts'
import { asDecoded, type RawPicture, readRaw, sharpOf, shifted } from './raw-picture.ts'
import { openStill, type Still } from './still.ts'

const AFTER_STEP_FRAMES = 4
/** Standard deviation of a Gaussian, pixels. */
const UNFOCUSED_BLUR = 1.3

/**
 * The attacker does everything; the victim's still is shown for a moment after each step, so that it is kept as the
 * portrait. It is chosen to be as neutral as the attacker, who is out of focus.
 */
export const portraitSwap =
  (models: VisionModels) =>
  (pair: Pair): AttackPresentation[] => {
    const { folder, ...rest } = named(pair, 'portrait-swap')
    const unfocused = clipsOf(
      `portrait-swap/by-${pair.attacker.name}`,
      async (action) =>
        Promise.all(
          (await pair.attacker.clip(action)).map(async (picture) =>
            readRaw(await sharpOf(picture).blur(UNFOCUSED_BLUR).png({ compressionLevel: 0 }).toBuffer()),
          ),
        ),
      FEW_ACTIONS,
    )
    const after_step = {
      frames: folder,
      make: async () => {
        const victim = await pair.victim.still()
        const alike = await madeAlike(models, victim, await pair.attacker.still())
        return Array.from({ length: AFTER_STEP_FRAMES }, (_, index) => shifted(alike, index % 2, index >> 1))
      },
    }
    return [{ ...rest, clips: { ...unfocused, after_step } }]
  }

const LIKENESS_ROUNDS = 3

/** One still, moved to look as another does: where it looks, how wide its mouth and its eyes are. */
export async function madeAlike(models: VisionModels, still: Still, other: Still): Promise<RawPicture> {
  const wanted = await expressionOf(models, other)
  let posture = { yawDegrees: 0, pitchDegrees: 0, smile: 0, blink: 0 }
  let made = still.picture
  for (let round = 0; round < LIKENESS_ROUNDS; round++) {
    const is = await expressionOf(models, await openStill(models, made))
    posture = {
      yawDegrees: posture.yawDegrees + wanted.yawDegrees - is.yawDegrees,
      pitchDegrees: posture.pitchDegrees + wanted.pitchDegrees - is.pitchDegrees,
      smile: posture.smile + (wanted.mouthWidth / is.mouthWidth - 1) / SMILE_GAIN,
      blink: posture.blink + 1 - wanted.eyes / is.eyes,
    }
    made = await animateStill(still, posture)
  }
  return made
}

async function expressionOf(models: VisionModels, { picture, mesh }: Still) {
  const { yawDegrees, pitchDegrees } = measurePose(mesh.points)
  const { left, right } = await measureEyes(models.iris, asDecoded(picture), mesh)
  return { yawDegrees, pitchDegrees, mouthWidth: measureMouth(mesh.points).mouthWidth, eyes: left + right }
}
