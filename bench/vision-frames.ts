import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawSubject } from '../examples/drawn-subject.ts'

/** Measures a frame as during a session: the face is followed. */
export const FOLLOW = {
  crop: { centerX: 320, centerY: 240, size: 400, rollDegrees: 0 },
  detect: false,
  describe: false,
  presentationAttack: false,
} as const

export const FOLLOW_720 = { ...FOLLOW, crop: { ...FOLLOW.crop, centerX: 640, centerY: 360, size: 600 } } as const

/** A drawn subject that turns, blinks and smiles, 640 × 480 unless given. */
export function drawFrames(count: number, size = {}): Promise<Uint8Array<ArrayBuffer>[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      drawSubject({
        yawDegrees: 12 * Math.sin((2 * Math.PI * i) / count),
        blink: i % 8 === 3 ? 1 : 0,
        smile: i % 12 > 8 ? 1 : 0,
        furnished: true,
        seed: i,
        ...size,
      }),
    ),
  )
}

export function writeFrames(folder: string, frames: readonly Uint8Array[]): void {
  mkdirSync(folder)
  for (const [i, bytes] of frames.entries()) writeFileSync(join(folder, `${String(i).padStart(4, '0')}.jpg`), bytes)
}

export function readFrames(folder: string): Uint8Array<ArrayBuffer>[] {
  return readdirSync(folder)
    .sort()
    .map((name) => new Uint8Array(readFileSync(join(folder, name))))
}
