import type { Line, Point } from './fit-line.ts'

const [WIDTH, HEIGHT, MARGIN] = [800, 400, 60]

/** An SVG of points, from y = 0 up, with the line fitted to them. */
export function plotPoints(points: readonly Point[], fit: Line | null, label: { x: string; y: string }): string {
  const xMax = Math.max(1, ...points.map(({ x }) => x))
  const yMax = Math.max(1, ...points.map(({ y }) => y)) * 1.1
  const across = (x: number): number => MARGIN + (x / xMax) * (WIDTH - 2 * MARGIN)
  const down = (y: number): number => HEIGHT - MARGIN - (y / yMax) * (HEIGHT - 2 * MARGIN)
  const dots = points.map(({ x, y }) => `<circle cx="${across(x).toFixed(1)}" cy="${down(y).toFixed(1)}" r="1.5"/>`)
  const line =
    fit &&
    `<line x1="${across(0)}" y1="${down(fit.intercept)}" x2="${across(xMax)}" y2="${down(fit.intercept + fit.slope * xMax)}" stroke="#c00"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${label.y} over ${label.x}</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}" fill="none" stroke="#000"/>
<text x="${MARGIN}" y="${MARGIN - 8}">${label.y} (to ${yMax.toFixed(0)})</text>
<text x="${WIDTH - MARGIN}" y="${HEIGHT - MARGIN + 20}" text-anchor="end">${label.x} (to ${xMax.toFixed(0)})</text>
<g fill="#06c">${dots.join('')}</g>
${line ?? ''}
</svg>
`
}
