import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Rendered heads and sample attacks that are not part of the project; suites over them are skipped where they are
 * absent.
 */
const FOLDER = join(import.meta.dirname, '../../../shared/fixtures')

export const FIXTURE_MODELS = join(FOLDER, '../models')

export const SKIP_WITHOUT_FIXTURES = existsSync(FOLDER) ? false : 'no pictures in ../shared/fixtures'

export interface LabeledSequence {
  readonly dir: string
  readonly id: number
  readonly kind: 'live_synthetic' | 'attack_planar_photo'
  readonly action: string
  readonly frames: readonly Label[]
}

export interface Label {
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
  readonly blink: number
  readonly smile: number
  readonly jaw: number
  readonly planeYaw: number
  readonly planePitch: number
}

export function labeledSequences(): readonly LabeledSequence[] {
  return JSON.parse(readFileSync(join(FOLDER, 'subjects/labels.json'), 'utf8')).sequences
}

export function frameBytes({ dir }: Pick<LabeledSequence, 'dir'>): Uint8Array<ArrayBuffer>[] {
  const folder = join(FOLDER, 'subjects', dir)
  const names = readdirSync(folder).filter((name) => name.endsWith('.jpg'))
  return names.sort().map((name) => new Uint8Array(readFileSync(join(folder, name))))
}

export function attackBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, 'pad', name)))
}
