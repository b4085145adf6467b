import { type Html, html } from '../../html.ts'
import { MINUTES } from '../last-hour.ts'

const WIDTH = 600
const HEIGHT = 120
const HEAD = 18
const FOOT = 18

export interface Bars {
  readonly title: string
  readonly unit: string
  /** Of all processes, or of this one. */
  readonly source: 'from the database' | 'of this process'
  /** A value for each minute, the oldest first, null for none; of several series they are stacked. */
  readonly series: readonly {
    readonly name: string
    readonly look: string
    readonly values: readonly (number | null)[]
  }[]
  readonly digits?: number
}

/** An hour as a bar a minute; what is missing of it lies at its beginning. The caption says in words what is seen. */
export function bars({ title, unit, source, series: known, digits = 0 }: Bars): Html {
  const series = known.map(({ values, ...one }) => ({
    ...one,
    values: [...Array<null>(MINUTES - values.length).fill(null), ...values],
  }))
  const sums = [...Array(MINUTES).keys()].map((at) => series.reduce((sum, { values }) => sum + finite(values[at]), 0))
  const most = Math.max(...sums, 10 ** -digits)
  const width = WIDTH / MINUTES
  const drawn = series.flatMap(({ look, values }, index) =>
    values.map((value, at) => {
      const below = series.slice(0, index).reduce((sum, one) => sum + finite(one.values[at]), 0)
      const [height, top] = [(finite(value) / most) * HEIGHT, HEAD + HEIGHT - ((below + finite(value)) / most) * HEIGHT]
      return value === 0 || value === null
        ? html``
        : html`<rect class="${look}" x="${(at * width).toFixed(1)}" y="${top.toFixed(1)}" width="${Math.max(1, width - 1).toFixed(1)}" height="${height.toFixed(1)}"/>`
    }),
  )
  const words = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null)
    const said =
      known.length === 0 ? 'none' : `last ${shown(known.at(-1)!, digits)}, highest ${shown(Math.max(...known), digits)}`
    return `${name === '' ? '' : `${name}: `}${said}`
  })
  return html`<figure class="chart">
<svg viewBox="0 0 ${WIDTH} ${HEAD + HEIGHT + FOOT}" aria-hidden="true" focusable="false">
<line class="axis" x1="0" x2="${WIDTH}" y1="${HEAD + HEIGHT}" y2="${HEAD + HEIGHT}"/>
${drawn}
<text x="0" y="12">${shown(most, digits)} ${unit}</text>
<text x="0" y="${HEAD + HEIGHT + 14}">an hour ago</text><text x="${WIDTH}" y="${HEAD + HEIGHT + 14}" text-anchor="end">now</text>
</svg>
<figcaption><strong>${title}</strong> (${unit}, ${source}) <span class="muted">${words.join('; ')}</span></figcaption>
</figure>`
}

/** Beyond the last bucket of a histogram nothing is known but that. */
const finite = (value: number | null | undefined) => (Number.isFinite(value ?? 0) ? (value ?? 0) : 5_000)
const shown = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : 'over 5000')
