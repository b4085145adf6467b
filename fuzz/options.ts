import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export interface FuzzOptions {
  readonly seconds: number
  readonly seed: number
  /** A kept input, or a folder of them: these are sent and nothing else. */
  readonly replay: string | undefined
  /** Where what fails is written. */
  readonly keep: string
}

const SEEDS = fileURLToPath(new URL('seeds', import.meta.url))

export const USAGE = `Usage: npm run fuzz -- [options]

Starts the server on a database of its own and sends it generated and damaged requests, streams and pictures. Nothing
may be answered with 5xx but 503, take longer than 2 s, or take the server more than 300 MiB above its level at rest;
at the end it must still answer and end with 0 on SIGTERM. What fails is written to a file.

Options:
  --seconds <n>    for how long; 60 unless given
  --seed <n>       the run with that seed again; a random one, and printed, unless given
  --replay <path>  send a kept input, or a folder of them, and nothing else
  --keep <folder>  where to write what fails; fuzz/seeds unless given, which every run sends first
  --help           show this

Exit code: 0 nothing failed, 1 something did, 2 not understood.`

/** Undefined where help is asked for; throws what cannot be understood. */
export function readOptions(words: readonly string[]): FuzzOptions | undefined {
  const text = { type: 'string' } as const
  const options = { seconds: text, seed: text, replay: text, keep: text, help: { type: 'boolean' } } as const
  const { values } = parseArgs({ args: [...words], options })
  if (values.help) return undefined
  if (values.replay !== undefined && !existsSync(values.replay)) throw new Error(`there is no ${values.replay}`)
  return {
    seconds: whole('seconds', values.seconds ?? '60', 1_000_000),
    seed: whole('seed', values.seed ?? String(randomInt(2 ** 31)), 2 ** 31 - 1),
    replay: values.replay,
    keep: values.keep ?? SEEDS,
  }
}

function whole(name: string, text: string, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value <= max) return value
  throw new Error(`--${name} must be a whole number from 0 to ${max}`)
}
