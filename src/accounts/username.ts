/** Room for 80 characters however they are decomposed: canonically, one becomes 12 bytes of UTF-8 at most (U+1D160). */
const NORMALIZED_BYTES_MAX = 1024

/**
 * The username as it is compared: compatibility forms made one (Unicode NFKC), without regard to case. Going through
 * upper case first folds letters that have two lower case forms, as Unicode's case folding does. A text of more than
 * 1024 bytes is nobody's name and is returned as it is: the time to normalize grows with the square of the length.
 */
export function usernameKey(username: string): string {
  if (Buffer.byteLength(username) > NORMALIZED_BYTES_MAX) return username
  return username.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

/** True for text that every database stores as it is: no NUL, no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
