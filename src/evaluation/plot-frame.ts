import { type Html, html } from '../html.ts'

/** Of a plot and of the part of it within the axes, in units of the drawing. */
export const PLOT = { width: 440, height: 320, left: 52, top: 12, right: 420, bottom: 270 }

export interface Axis {
  readonly title: string
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
}

export interface Series {
  readonly name: string
  readonly color: number
}

/** So many there are; more series take them again. */
export const COLORS = 8

/** The place of a share of an axis, 0 to 1 from its beginning. */
export const placeX = (share: number): number => round(PLOT.left + share * (PLOT.right - PLOT.left))
export const placeY = (share: number): number => round(PLOT.bottom - share * (PLOT.bottom - PLOT.top))

/** Axes, grid and legend around what is plotted; ticks are at shares of the axis. */
export function plotFrame(title: string, x: Axis, y: Axis, series: readonly Series[], plotted: readonly Html[]): Html {
  const middleX = (PLOT.left + PLOT.right) / 2
  const middleY = (PLOT.top + PLOT.bottom) / 2
  return html`<figure>
<figcaption>${title}</figcaption>
<svg viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label="${title}">
${x.ticks.map(
  ({ at, text }) => html`<path class="grid" d="M${placeX(at)} ${PLOT.top}V${PLOT.bottom}"/>
<text x="${placeX(at)}" y="${PLOT.bottom + 16}" text-anchor="middle">${text}</text>`,
)}
${y.ticks.map(
  ({ at, text }) => html`<path class="grid" d="M${PLOT.left} ${placeY(at)}H${PLOT.right}"/>
<text x="${PLOT.left - 6}" y="${placeY(at) + 4}" text-anchor="end">${text}</text>`,
)}
<text x="${middleX}" y="${PLOT.height - 12}" text-anchor="middle">${x.title}</text>
<text transform="translate(12 ${middleY}) rotate(-90)" text-anchor="middle">${y.title}</text>
${plotted}
</svg>
<p class="legend">${series.map(({ name, color }) => html`<span><i class="series-${color % COLORS}"></i>${name}</span>`)}</p>
</figure>`
}

export function line(points: readonly (readonly [x: number, y: number])[], color: number): Html {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${placeX(x)} ${placeY(y)}`).join('')
  return html`<path class="line series-${color % COLORS}" d="${path}"/>`
}

const round = (value: number) => Math.round(value * 10) / 10
