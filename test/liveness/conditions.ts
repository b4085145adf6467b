import { DRAWN_IDENTITIES } from '../../examples/drawn-subject.ts'
import { type Condition, drawnCamera, renderedCamera, skipWithoutRenderedHeads } from './cameras.ts'
import type { Camera, CaptureOptions } from './capture-client.ts'

export interface HonestCase {
  readonly person: string
  readonly condition: string
  readonly actions: readonly string[]
  readonly camera: Camera
  readonly options: CaptureOptions
}

const conditions: Readonly<Record<string, Condition & CaptureOptions>> = {
  '10 frames a second': { framesPerSecond: 10 },
  '5 frames a second': { framesPerSecond: 5 },
  '15 frames a second': { framesPerSecond: 15 },
  'JPEG quality 50': { jpegQuality: 50 },
  'JPEG quality 95': { jpegQuality: 95 },
  '1280×720': { width: 1280, height: 720 },
  '25 % darker': { brightness: 0.75 },
  '25 % brighter': { brightness: 1.25 },
  mirrored: { mirrored: true },
  '320×240': { width: 320, height: 240 },
  '10 % of frames lost': { loss: 0.1 },
  'all bad at once': {
    framesPerSecond: 5,
    loss: 0.1,
    width: 320,
    height: 240,
    jpegQuality: 50,
    brightness: 0.75,
    noise: 6,
  },
}
export const conditionNames = Object.keys(conditions)

/** Between them, every action. */
export const actionSets = [
  ['turn_left', 'blink', 'look_up'],
  ['smile', 'turn_right', 'open_mouth'],
] as const

const rendered = ['id0', 'id2']
export const people = [...(skipWithoutRenderedHeads ? [] : rendered), ...Object.keys(DRAWN_IDENTITIES)]

let sessions = 0

/**
 * One person under one condition, doing as asked, before a camera that never gives the same picture twice, of a size of
 * 640×480 unless the condition or `size` says otherwise.
 */
export function honestCase(
  person: string,
  condition: string,
  actions: readonly string[],
  size: Pick<Condition, 'width' | 'height'> = {},
): HonestCase {
  const how = { ...size, ...conditions[condition], seed: ++sessions }
  const camera = rendered.includes(person)
    ? renderedCamera(person, how)
    : drawnCamera(DRAWN_IDENTITIES[person as keyof typeof DRAWN_IDENTITIES], how)
  return { person, condition, actions, camera, options: how }
}
