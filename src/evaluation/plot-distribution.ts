import { type Html, html } from '../html.ts'
import { line, PLOT, placeX, plotFrame } from './plot-frame.ts'
import type { SignalCurves } from './signal-curves.ts'

/** How one value is distributed, bona fide and of each species, with the bounds of the policy. */
export function plotDistribution({ name, threshold, spoofBelow, distributions }: SignalCurves): Html {
  const { from, to, kinds } = distributions
  const highest = Math.max(...kinds.flatMap(({ shares }) => shares), 1e-9)
  const place = (value: number) => (value - from) / (to - from)
  const bounds = [
    { value: threshold, text: 'passes from' },
    ...(spoofBelow === null || spoofBelow === threshold ? [] : [{ value: spoofBelow, text: 'accuses below' }]),
  ].filter(({ value }) => value >= from && value <= to)
  const fifths = [0, 0.25, 0.5, 0.75, 1]
  return plotFrame(
    `${name}: distribution`,
    { title: name, ticks: fifths.map((at) => ({ at, text: short(from + at * (to - from)) })) },
    { title: 'sessions, %', ticks: fifths.map((at) => ({ at, text: short(at * highest * 100) })) },
    kinds.map(({ name: kind, notMeasured }, color) => ({
      name: notMeasured > 0 ? `${kind} (${short(notMeasured * 100)} % not measured)` : kind,
      color,
    })),
    [
      ...kinds.map(({ shares }, series) => line(steps(shares.map((share) => share / highest)), series)),
      ...bounds.map(({ value, text }, index) => boundLine(place(value), `${text} ${short(value)}`, index)),
    ],
  )
}

function boundLine(share: number, text: string, index: number): Html {
  const onRight = share < 0.6
  const x = placeX(share) + (onRight ? 4 : -4)
  return html`<path class="bound" d="M${placeX(share)} ${PLOT.top}V${PLOT.bottom}"/>
<text x="${x}" y="${PLOT.top + 10 + 14 * index}" text-anchor="${onRight ? 'start' : 'end'}">${text}</text>`
}

function steps(heights: readonly number[]): [number, number][] {
  const width = 1 / heights.length
  return [
    [0, 0],
    ...heights.flatMap((height, index): [number, number][] => [
      [index * width, height],
      [(index + 1) * width, height],
    ]),
    [1, 0],
  ]
}

const short = (value: number) => String(Number(value.toPrecision(3)))
