import { type Action, actions, drawChallenge, isTurn, type StepAction } from '../liveness/decision/challenge.ts'
import type { Policy } from '../liveness/decision/policy.ts'
import type { Observation } from '../vision/observation.ts'
import { clipsCamera, filmCamera, type ObservedFilm } from './cameras.ts'
import type { Film, Presentation } from './data-set.ts'
import { judgePicture } from './judge-picture.ts'
import { type ObservedCamera, playSession } from './play-session.ts'
import { seededRandomBelow, seedFor } from './seeded-random.ts'
import { type SessionCounts, sessionsOf } from './session-counts.ts'
import { type SessionResult, signalResults } from './session-result.ts'
import { skinLuminance } from './skin-luminance.ts'

export interface PlayOptions extends SessionCounts {
  readonly policy: Policy
  readonly seed: number
  /** Movements asked for. */
  readonly steps: number
  readonly seconds: number
  readonly presentationAttackInstalled: boolean
}

/** A film may have more: no client is asked to send them (`pace`). */
const FRAMES_PER_SECOND_SENT_MAX = 15

type Load = (source: string) => Promise<readonly Observation[]>

/** Plays one presentation: a film from moments spread over it, clips as a person does who obeys; each session anew. */
export async function playPresentation(
  load: Load,
  presentation: Presentation,
  options: PlayOptions,
): Promise<SessionResult[]> {
  const { material } = presentation
  if ('picture' in material) return [judgePicture(presentation, await load(material.picture), options)]
  if ('film' in material) {
    const film = await observed(load, material.film)
    const count = sessionsOf(presentation, options)
    const swing = Math.max(1, 2 * film.frames.length - 2)
    return playAll(presentation, 'follows_no_prompt', film.frames, options, (index, randomBelow) => {
      const moment = Math.floor(((index + randomBelow(1000) / 1000) * swing) / count)
      return filmCamera(film, material.fromStart ? 0 : moment)
    })
  }
  const clips: { [action in StepAction]?: ObservedFilm } = {}
  for (const [action, clip] of Object.entries(material.clips)) clips[action as StepAction] = await observed(load, clip)
  const frames = Object.values(clips).flatMap((clip) => clip.frames)
  const { habits, lateSeconds } = material
  const afterStep = material.afterStep && (await observed(load, material.afterStep))
  const { atFirst } = material
  const first = atFirst && { ...(await observed(load, atFirst)), seconds: atFirst.seconds }
  const shown = {
    clips,
    habits,
    ...(first && { atFirst: first }),
    ...(afterStep && { afterStep }),
    ...(lateSeconds !== undefined && { lateSeconds }),
  }
  const open: OpenCamera = (_, randomBelow) => clipsCamera(shown, randomBelow)
  return playAll(presentation, 'obeys', frames, options, open, afterStep?.frames)
}

/**
 * What no clip shows is not asked for, as a person would have said beforehand (`avoid`), where a turn and one more
 * action are left.
 */
function missingActions({ material }: Presentation): Action[] {
  if (!('clips' in material)) return []
  const shown = actions.filter((action) => material.clips[action])
  return shown.length >= 2 && shown.some(isTurn) ? actions.filter((action) => !shown.includes(action)) : []
}

const observed = async (load: Load, { folder, framesPerSecond }: Film): Promise<ObservedFilm> => ({
  frames: await load(folder),
  framesPerSecond,
})

type OpenCamera = (index: number, randomBelow: (limit: number) => number) => ObservedCamera

function playAll(
  presentation: Presentation,
  manner: SessionResult['manner'],
  frames: readonly Observation[],
  options: PlayOptions,
  openCamera: OpenCamera,
  exchanged?: readonly Observation[],
): SessionResult[] {
  const luminance = skinLuminance(frames)
  const { material } = presentation
  const framesPerSecond =
    'film' in material
      ? Math.min(material.film.framesPerSecond, FRAMES_PER_SECOND_SENT_MAX)
      : presentation.framesPerSecond
  return Array.from({ length: sessionsOf(presentation, options) }, (_, index): SessionResult => {
    const seed = seedFor(options.seed, `${presentation.id} ${index}`)
    const randomBelow = seededRandomBelow(seed)
    const challenge = drawChallenge(randomBelow, presentation.actions ?? options.steps, missingActions(presentation))
    const camera = openCamera(index, randomBelow)
    const { outcome, hint, seconds, portrait } = playSession(camera, { ...options, challenge, framesPerSecond })
    const { decision } = outcome
    return {
      ...{
        presentation,
        seed,
        manner,
        skinLuminance: luminance,
        hint,
        seconds,
        verdict: decision.verdict,
        score: decision.score,
      },
      ...{ signals: signalResults(decision, options.policy), framesUsed: outcome.frames.used },
      portraitExchanged: exchanged ? portrait !== null && exchanged.includes(portrait) : null,
    }
  })
}
