/** What was stored in this browser under a name; undefined where nothing was, or where storage is blocked. */
export const readRemembered = (key: string): string | undefined => {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {} // Where storage is blocked, the choice lasts as long as the page.
}
