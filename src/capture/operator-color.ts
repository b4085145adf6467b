type Rgb = readonly [number, number, number]

/** What is written on the color, and what pages and cards are at worst behind it (`page.css`). */
const WHITE = '#ffffff'
const INK = '#10131c'
const LIGHT_PAGE = '#f5f6fa'
const DARK_CARD = '#181c26'
/** Of text (WCAG 2.2, 1.4.3). */
const CONTRAST_MIN = 4.5
const SHADES = 100

/**
 * The style that gives pages and component an operator's color (`#rrggbb`). Buttons have it as it is; lines and text
 * where they can be read in it, else as much darker on a light page, or lighter on a dark one, as it takes.
 */
export function operatorStyle(color: string): string {
  const light = readable(color, LIGHT_PAGE, INK)
  const dark = readable(color, DARK_CARD, WHITE)
  const brand = `--brand:${color};--on-brand:${inkOn(color)}`
  return `:root{${brand};${properties(light)}}
@media (prefers-color-scheme:dark){:root{${properties(dark)}}}
liveness-capture::part(button){color:var(--on-brand);background:var(--brand)}
liveness-capture::part(quiet){color:inherit;background:none}
`
}

function properties(accent: string): string {
  const on = inkOn(accent)
  return `--accent:${accent};--on-accent:${on};--liveness-accent:${accent};--liveness-on-accent:${on}`
}

function inkOn(color: string): string {
  return contrast(color, WHITE) >= contrast(color, INK) ? WHITE : INK
}

function readable(color: string, behind: string, towards: string): string {
  for (let shade = 0; shade < SHADES; shade++) {
    const mixed = mix(color, towards, shade / SHADES)
    if (contrast(mixed, behind) >= CONTRAST_MIN) return mixed
  }
  return towards
}

function mix(color: string, other: string, share: number): string {
  const [from, to] = [read(color), read(other)]
  const channels = from.map((channel, index) => Math.round(channel + (to[index]! - channel) * share))
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** The contrast ratio of two colors, 1..21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

function luminance(color: string): number {
  const [red, green, blue] = read(color).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function read(color: string): Rgb {
  const at = (start: number) => Number.parseInt(color.slice(start, start + 2), 16)
  return [at(1), at(3), at(5)]
}
