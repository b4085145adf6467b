import type { Observation } from '../vision/observation.ts'

/** Mean luminance of the face, 0..255, over the frames that show one; null without any. */
export function skinLuminance(frames: readonly Observation[]): number | null {
  const measured = frames.flatMap(({ face }) => (face ? [face.quality.brightness] : []))
  return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length
}
