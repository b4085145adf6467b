import type { Point } from './fit-line.ts'

export interface Curve {
  readonly name: string
  readonly points: readonly Point[]
  readonly color: string
  /** Of an SVG stroke; empty: not dashed. */
  readonly dashes: string
}

const [WIDTH, HEIGHT, MARGIN] = [800, 400, 60]

/** An SVG of two curves over one quantity, the first with its axis on the left, the second on the right. */
export function plotCurves(xName: string, curves: readonly [Curve, Curve]): string {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const xMax = Math.max(1, ...xs)
  const across = (x: number): number => MARGIN + (x / xMax) * (WIDTH - 2 * MARGIN)
  const drawn = curves.map(({ name, points, color, dashes }, index) => {
    const yMax = roundUp(Math.max(...points.map(({ y }) => y)))
    const down = (y: number): number => HEIGHT - MARGIN - (y / yMax) * (HEIGHT - 2 * MARGIN)
    const at = points.map(({ x, y }) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`)
    const [edge, anchor] = index === 0 ? [MARGIN - 6, 'end'] : [WIDTH - MARGIN + 6, 'start']
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const y = share * yMax
      return `<text x="${edge}" y="${(down(y) + 4).toFixed(1)}" text-anchor="${anchor}">${Number(y.toPrecision(3))}</text>`
    })
    const nameAt = index === 0 ? 'x="8"' : `x="${WIDTH - 8}" text-anchor="end"`
    return `<g fill="${color}" stroke="none"><text ${nameAt} y="${MARGIN - 24}">${name}${dashes ? ' (dashed)' : ''}</text>
${ticks.join('')}
${points.map(({ x, y }) => `<circle cx="${across(x).toFixed(1)}" cy="${down(y).toFixed(1)}" r="3"/>`).join('')}</g>
<polyline points="${at.join(' ')}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dashes}"/>`
  })
  const names = curves.map(({ name }) => name).join(' and ')
  const marks = xs.map(
    (x) => `<text x="${across(x).toFixed(1)}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${x}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${names} over ${xName}</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}V${MARGIN}" fill="none" stroke="#000"/>
${marks.join('')}
<text x="${WIDTH / 2}" y="${HEIGHT - MARGIN + 40}" text-anchor="middle">${xName}</text>
${drawn.join('\n')}
</svg>
`
}

/** Up to 1, 2, 4 or 5 with zeros, so that quarters of it are short numbers. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)))
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((bound) => bound >= value)!
}
