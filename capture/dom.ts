type Made<Name extends string> = Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : SVGElement

/** Makes an element. Nothing is parsed as HTML, so the strictest page policies (Trusted Types) hold. */
export const h = <Name extends string>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Node[]
): Made<Name> => {
  const svg = /svg|path/.test(name)
  const element = document.createElementNS(`http://www.w3.org/${svg ? '2000/svg' : '1999/xhtml'}`, name)
  for (const key in attributes) element.setAttribute(key, attributes[key] ?? '')
  element.append(...children)
  return element as Element as Made<Name>
}

const FACE = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9 9.5v.01M15 9.5v.01'

/** Strokes on a 24 by 24 grid, by the action or state that they stand for. */
const STROKES: Readonly<Record<string, string>> = {
  look_straight: `${FACE}M9 15.5h6`,
  turn_left: 'M20 12H4m7-7-7 7 7 7',
  turn_right: 'M4 12h16m-7-7 7 7-7 7',
  look_up: 'M12 20V4m-7 7 7-7 7 7',
  blink: 'M3 10.5c2.5 3 5.5 4.5 9 4.5s6.5-1.5 9-4.5M12 15v3.5M6.2 13.6l-1.9 2.9M17.8 13.6l1.9 2.9',
  smile: `${FACE}M8 14c1 1.7 2.3 2.5 4 2.5s3-.8 4-2.5`,
  open_mouth: `${FACE}M12 18.5a2.5 3 0 1 0 0-6 2.5 3 0 0 0 0 6`,
  live: 'M5 12.5l4.8 4.8L19.5 7',
  reject: 'M6.5 6.5l11 11m0-11-11 11',
  retry: 'M4.5 12a7.5 7.5 0 1 0 2.6-5.7L4 9m0-5v5h5',
  failed: 'M12 7v6.5M12 17v.01',
  cue: 'M5 5l7 7-7 7M12 5l7 7-7 7',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  silence: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.8l4.4 4.4m0-4.4L16 14.2',
  intro: 'M12 13a4.5 5.5 0 1 0 0-11 4.5 5.5 0 0 0 0 11M3 22c.6-4.4 4.3-6.5 9-6.5s8.4 2.1 9 6.5',
}

export const icon = (part: string): SVGElement => h('svg', { viewBox: '0 0 24 24', class: part }, h('path'))

/** Shows one of the strokes in what `icon` made, or nothing. */
export const setIcon = ({ firstElementChild: path }: Element, name: string): void =>
  path?.setAttribute('d', STROKES[name] ?? '')
