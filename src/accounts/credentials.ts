import { type RefusalName, refuse } from '../errors.ts'
import { isGuessable } from './guessable-password.ts'
import { isStorableText, usernameKey } from './username.ts'

export const FIELD_CHARACTERS_MIN = 5
export const NAME_CHARACTERS_MAX = 80
const PASSWORD_BYTES_MAX = 1024
const STRONG_PASSWORD_CHARACTERS_MIN = 15
/** A shorter name is in a password by chance. */
const OWN_WORD_CHARACTERS_MIN = 4

/** As Unicode has it, and the byte order mark, which JavaScript takes for white space too. */
const ONLY_WHITE_SPACE = /^[\p{White_Space}\ufeff]*$/u

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface Registration extends Credentials {
  readonly fullname: string
}

/** Reads a registration from a parsed body; the first rule that is broken, in the contract's order, is the refusal. */
export function readRegistration(body: unknown): Registration {
  const [fullname, username, password] = readTexts(
    body,
    ['fullname', 'username', 'password'],
    'registration_incomplete',
  )
  if (![fullname, username, password].every((field) => !ONLY_WHITE_SPACE.test(field)))
    throw refuse('registration_incomplete')
  if ([fullname, username, password].some((field) => characters(field) < FIELD_CHARACTERS_MIN))
    throw refuse('registration_too_short')
  if (characters(fullname) > NAME_CHARACTERS_MAX) throw refuse('fullname_too_long')
  if (characters(username) > NAME_CHARACTERS_MAX) throw refuse('username_too_long')
  if (!isStorableText(fullname)) throw refuse('fullname_not_text')
  if (!isStorableText(username)) throw refuse('username_not_text')
  if (!password.isWellFormed()) throw refuse('password_not_text')
  requirePasswordLength(password)
  return { fullname, username, password }
}

/** Reads a login from a parsed body. */
export function readCredentials(body: unknown): Credentials {
  const [username, password] = readTexts(body, ['username', 'password'], 'login_incomplete')
  if (username === '' || password === '') throw refuse('login_incomplete')
  requirePasswordLength(password)
  return { username, password }
}

function requirePasswordLength(password: string): void {
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) throw refuse('password_too_long')
}

/**
 * The strict rule (NIST SP 800-63B-4 for a password alone): 15 characters, no rule of composition, none of the person's
 * own words in it, more than a handful of different characters, not put together from what is tried first.
 */
export function requireStrongPassword(password: string, ownWords: readonly string[]): void {
  const folded = usernameKey(password)
  const words = ownWords.filter((word) => characters(word) >= OWN_WORD_CHARACTERS_MIN)
  const hasOwnWord = words.some((word) => folded.includes(usernameKey(word)))
  if (characters(password) < STRONG_PASSWORD_CHARACTERS_MIN || hasOwnWord || new Set(folded).size < 5)
    throw refuse('password_too_weak')
  if (isGuessable(password)) throw refuse('password_guessable')
}

/** The named fields of a body that is an object, each its own (not inherited) and a string. */
function readTexts<const Names extends readonly string[]>(
  body: unknown,
  names: Names,
  refusal: RefusalName,
): { [Index in keyof Names]: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refuse(refusal)
  return names.map((name) => {
    const value: unknown = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined
    if (typeof value !== 'string') throw refuse(refusal)
    return value
  }) as { [Index in keyof Names]: string }
}

/** Unicode code points, as people count letters more nearly than UTF-16 units do. */
function characters(text: string): number {
  return [...text].length
}
