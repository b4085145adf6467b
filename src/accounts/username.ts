/**
 * The username as it is compared: compatibility forms made one (Unicode NFKC), without regard to case. Going through
 * upper case first folds letters that have two lower case forms, as Unicode's case folding does.
 */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

/** True for text that every database stores as it is: no NUL, no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
