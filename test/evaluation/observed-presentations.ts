import type { Film, Presentation } from '../../src/evaluation/data-set.ts'
import type { PlayOptions } from '../../src/evaluation/play-presentation.ts'
import { playPresentation } from '../../src/evaluation/play-presentation.ts'
import type { SessionResult } from '../../src/evaluation/session-result.ts'
import { actions } from '../../src/liveness/decision/challenge.ts'
import { policies } from '../../src/liveness/decision/policy.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { observe, type PersonOptions, type Posture, seededRandom } from '../liveness/measured-person.ts'
import { answer } from '../liveness/play.ts'

const FRAMES_PER_SECOND = 10

/** Observations by the name of a film: what a perfect engine would measure on it. */
export const observed = new Map<string, readonly Observation[]>()

function filmOf(name: string, seconds: number, posture: (ms: number) => Posture, who: PersonOptions = {}): Film {
  const random = seededRandom(name.length)
  const frameCount = seconds * FRAMES_PER_SECOND
  const frames = Array.from({ length: frameCount }, (_, index) => {
    const atMs = (index * 1000) / FRAMES_PER_SECOND
    const sway = Math.sin(atMs / 700) * 1.5
    const moved = posture(atMs)
    return observe({ ...moved, yawDegrees: (moved.yawDegrees ?? 0) + sway, centerX: 320 + sway }, { random, ...who })
  })
  observed.set(name, frames)
  return { folder: name, frameCount, framesPerSecond: FRAMES_PER_SECOND }
}

const plain = { species: null, groups: {}, framesPerSecond: FRAMES_PER_SECOND }

/** A person, or an attack instrument, of whom there is a clip of each action. */
export function obedient(id: string, given: Partial<Presentation> = {}, who: PersonOptions = {}): Presentation {
  const clips = actions.map((action) => [
    action,
    filmOf(`${id} ${action}`, 3, (ms) => (who.flat ? tilted(answer(action, ms)) : answer(action, ms)), who),
  ])
  const look_straight = filmOf(`${id} at rest`, 4, () => ({}), who)
  const material = { clips: { look_straight, ...Object.fromEntries(clips) }, habits: [] }
  return { id, subject: id, ...plain, material, ...given }
}

/** A flat picture is turned much further than its face seems to. */
const tilted = (posture: Posture): Posture => ({ ...posture, yawDegrees: (posture.yawDegrees ?? 0) * 1.3 })

/** A person who does as they like. */
export function unprompted(id: string, posture: (ms: number) => Posture, given: Partial<Presentation> = {}) {
  const film = filmOf(id, 8, posture)
  return { id, subject: id, ...plain, material: { film }, ...given } satisfies Presentation
}

export const playOptions: PlayOptions = {
  ...{ policy: policies['standard-1'], seed: 1, sessionsPerFilm: 20, sessionsPerClips: 5, steps: 3, seconds: 120 },
  presentationAttackInstalled: false,
}

export const load = async (name: string) => observed.get(name)!

export async function playAll(presentations: readonly Presentation[], options = playOptions): Promise<SessionResult[]> {
  const played = await Promise.all(presentations.map((one) => playPresentation(load, one, options)))
  return played.flat()
}
