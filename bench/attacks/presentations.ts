import { type StepAction, stepActions } from '../../src/liveness/decision/challenge.ts'
import type { RawPicture } from './raw-picture.ts'

/** A film to be drawn, into a folder of its own; the same folder is drawn once. */
export interface AttackFilm {
  readonly frames: string
  readonly make: () => Promise<readonly RawPicture[]>
  /** 85 unless given. */
  readonly jpegQuality?: number
}

export type AttackClips = { readonly [action in StepAction]?: AttackFilm }

/** As dataset.json has it, with films in place of folders; docs/evaluation.md describes it. */
export interface AttackPresentation {
  readonly id: string
  readonly subject: string
  readonly attack?: string
  readonly clips?: AttackClips & { readonly after_step?: AttackFilm }
  readonly film?: AttackFilm
  readonly late_seconds?: number
  readonly actions?: readonly StepAction[]
}

/** A clip of each action given, each in a folder of its own. */
export const clipsOf = (
  folder: string,
  make: (action: StepAction) => Promise<readonly RawPicture[]>,
  asked: readonly StepAction[] = stepActions,
): AttackClips =>
  Object.fromEntries(asked.map((action) => [action, { frames: `${folder}/${action}`, make: () => make(action) }]))

/** A turn and a mouth: as many pictures as it takes, where what is shown is the same in all. */
export const FEW_ACTIONS = ['look_straight', 'turn_left', 'turn_right', 'smile', 'open_mouth'] as const
