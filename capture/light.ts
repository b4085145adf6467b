/** A camera begins in the dark: the page waits before it turns bright. */
const DARK_MS_MIN = 1_000
/** It may be the page that makes the light good: it stays bright for a while, and never flickers. */
const BRIGHT_MS_MIN = 8_000
const CHECKING = /connecting|lost|running/

export interface Light {
  /** While the person finds their position: turns the page bright where it is too dark, and back later. */
  follow(guidance: string): void
  /** At each change of what is shown: while a movement is measured the light on the face must not change. */
  keep(view: string): void
}

/** Lights the person's face with the screen, by the class `bright` on the component's root. */
export const createLight = ({ classList }: Element): Light => {
  let timer = 0
  return {
    follow(guidance) {
      clearTimeout(timer)
      const dark = guidance === 'too_dark'
      timer = setTimeout(() => classList.toggle('bright', dark), dark ? DARK_MS_MIN : BRIGHT_MS_MIN)
    },
    keep(view) {
      clearTimeout(timer)
      if (!CHECKING.test(view)) classList.remove('bright')
    },
  }
}
