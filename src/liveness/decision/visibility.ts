import type { FaceObservation } from '../../vision/observation.ts'

export const seesEyes = (_face: FaceObservation): boolean => true
export const seesMouth = (_face: FaceObservation): boolean => true
