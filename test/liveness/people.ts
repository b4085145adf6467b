import { DRAWN_IDENTITIES } from '../../examples/drawn-subject.ts'
import { type Condition, type DrawnPosture, drawnCamera, obedient, type PostureOf } from './cameras.ts'
import type { Camera } from './capture-client.ts'

let sessions = 0

/** A drawn person before a camera that never gives the same picture twice; does as asked, or as told here. */
export const person =
  (name: keyof typeof DRAWN_IDENTITIES) =>
  (seed = 0, posture: PostureOf = obedient, how: Condition & DrawnPosture = {}): Camera =>
    drawnCamera(DRAWN_IDENTITIES[name], { width: 400, height: 300, seed: ++sessions * 100 + seed, ...how }, (now) => ({
      ...how,
      ...posture(now),
    }))

export const subjectA = person('subjectA')
export const subjectB = person('subjectB')
