import { seededRandom } from './drawn-subject.ts'

/** Noise of standard deviation 1 or so, laid over each picture from another place on. */
const grain = Float32Array.from({ length: 262_139 }, seededRandom(5)).map((value) => (value - 0.5) * 3.4)

/** Adds a sensor's noise to pixels, each channel for itself; the seed alone decides which. */
export function addGrain(pixels: Uint8Array, deviation: number, seed: number): void {
  let at = Math.floor(seededRandom(seed)() * grain.length)
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = Math.max(0, Math.min(255, pixels[index]! + grain[at]! * deviation))
    at = at + 1 === grain.length ? 0 : at + 1
  }
}
