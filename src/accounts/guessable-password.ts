import { readFileSync } from 'node:fs'
import { isKeyboardStep } from './keyboard.ts'
import { usernameKey } from './username.ts'

/** At ten milliseconds a guess, so many guesses take one processor 350 years. */
const GUESS_BITS_MIN = 40
const CHARACTERS_JUDGED_MAX = 64
const PIECE_CHARACTERS_MIN = 3

const CHARACTER_BITS = 5
/** Where it begins, which way it goes, how long it is. */
const RUN_BITS = 8
const REPEAT_BITS = 4

/**
 * True for a password that can be put together from little: entries of a list of the 10,000 most used passwords (each
 * worth the logarithm of its rank), runs along the alphabet or the keyboard, repeats of what came before, and single
 * characters. The cheapest way counts, as in zxcvbn (Wheeler, USENIX Security 2016); case and compatibility forms do
 * not. Of a long password the first 64 characters are judged, in less than a millisecond.
 */
export function isGuessable(password: string): boolean {
  const text = usernameKey(password).slice(0, CHARACTERS_JUDGED_MAX)
  const bits = [0]
  let runStart = 0
  for (let end = 1; end <= text.length; end++) {
    if (end > 1 && !isStep(text.charAt(end - 2), text.charAt(end - 1))) runStart = end - 1
    let least = (bits[end - 1] ?? 0) + CHARACTER_BITS
    for (let start = end - PIECE_CHARACTERS_MIN; start >= 0; start--)
      least = Math.min(least, (bits[start] ?? 0) + pieceBits(text, start, end, runStart))
    bits.push(least)
  }
  return (bits.at(-1) ?? 0) < GUESS_BITS_MIN
}

function pieceBits(text: string, start: number, end: number, runStart: number): number {
  const piece = text.slice(start, end)
  if (text.slice(0, start).includes(piece)) return REPEAT_BITS
  const rank = commonPasswords().get(piece)
  return Math.min(
    rank === undefined ? Number.POSITIVE_INFINITY : Math.log2(rank),
    start >= runStart ? RUN_BITS : Number.POSITIVE_INFINITY,
  )
}

function isStep(from: string, to: string): boolean {
  return Math.abs(from.charCodeAt(0) - to.charCodeAt(0)) <= 1 || isKeyboardStep(from, to)
}

let ranks: ReadonlyMap<string, number> | undefined

/** The list by rank from 2 on (a bit for the first); read once, when it is first needed. */
function commonPasswords(): ReadonlyMap<string, number> {
  ranks ??= new Map(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
      .map((word, index) => [word, index + 2]),
  )
  return ranks
}
