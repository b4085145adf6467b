import type { Action, StepAction } from '../liveness/decision/challenge.ts'

/** A folder of pictures, sorted by name: the order in which they were taken. */
export interface Film {
  /** Absolute path. */
  readonly folder: string
  readonly frameCount: number
  readonly framesPerSecond: number
}

/** How a person who does as asked behaves besides. */
export const habits = ['glances', 'one_wrong_movement', 'talks', 'misses_one_step', 'begins_late_once'] as const
export type Habit = (typeof habits)[number]

/**
 * What there is of a presentation: a film that follows no prompt, one clip for each action (played as by a camera that
 * obeys), or a single picture.
 */
export type Material =
  | {
      readonly film: Film
      /** Each session begins with the first picture: what happens in the film has its order. */
      readonly fromStart?: boolean
    }
  | {
      readonly clips: { readonly [action in StepAction]?: Film }
      readonly habits: readonly Habit[]
      /** Shown for so many seconds before anything else, whatever is asked for. */
      readonly atFirst?: Film & { readonly seconds: number }
      /** Of an attack: shown right after each step that is completed. */
      readonly afterStep?: Film
      /** How much later than a person it begins to do as asked. */
      readonly lateSeconds?: number
    }
  /** Absolute path of a picture file. */
  | { readonly picture: string }

/** One person, or one attack instrument, before one camera (ISO/IEC 30107-3). */
export interface Presentation {
  /** Unique within the data set. */
  readonly id: string
  /** Presentations of one subject depend on each other: intervals are drawn over subjects. */
  readonly subject: string
  /** The attack instrument species; null: bona fide. */
  readonly species: string | null
  /** What rates are reported by, such as `{ skin: 'dark' }`. */
  readonly groups: Readonly<Record<string, string>>
  readonly material: Material
  /** Of the camera that plays clips. */
  readonly framesPerSecond: number
  /** What is asked for, in this order, where it is not drawn at random. */
  readonly actions?: readonly Action[]
}

export type Layout = 'dataset.json' | 'OULU-NPU' | 'CelebA-Spoof'

export interface DataSet {
  readonly name: string
  readonly layout: Layout
  readonly presentations: readonly Presentation[]
}

export const PRESENTATIONS_MAX = 100_000
export const FRAMES_MAX = 10_000
export const FRAMES_PER_SECOND_DEFAULT = 10
export const AFTER_STEP_FRAMES_MAX = 50
export const LATE_SECONDS_MAX = 30
export const AT_FIRST_SECONDS_MAX = 300

/** What the pictures of a presentation are read from: each folder, or the one picture. */
export function sourcesOf({ material }: Presentation): string[] {
  if ('picture' in material) return [material.picture]
  if ('film' in material) return [material.film.folder]
  const { clips, atFirst, afterStep } = material
  return [...Object.values(clips), atFirst, afterStep].flatMap((film) => (film ? [film.folder] : []))
}
