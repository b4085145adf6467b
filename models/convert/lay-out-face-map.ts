/**
 * Writes `src/vision/face-map-cells.ts` from the topology in `@vladmandic/human` (MediaPipe's canonical face model,
 * Apache-2.0), or the file given: `npm run -s node models/convert/lay-out-face-map.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Point = readonly [number, number]
const SIDE = 24
const [file = fileURLToPath(new URL('../../src/vision/face-map-cells.ts', import.meta.url))] = process.argv.slice(2)
/** Outlines in the canonical model, and how much larger what is left out is: eyes and mouth move by themselves. */
const LEFT_OUT = [
  { growth: 1.7, outline: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7] },
  { growth: 1.7, outline: [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249] },
  {
    growth: 1.35,
    outline: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146],
  },
]

const entry = fileURLToPath(import.meta.resolve('@vladmandic/human'))
const program = await readFile(join(dirname(entry), 'human.esm.js'), 'utf8')
const uv = JSON.parse(tableAfter('var UV468 = ', '];')) as Point[]
const corners = JSON.parse(tableAfter('var TRI468 = ', '];')) as number[]
const holes = LEFT_OUT.map(({ growth, outline }) =>
  grow(
    outline.map((landmark) => uv[landmark]!),
    growth,
  ),
)
const cells: number[] = []
for (let cell = 0; cell < SIDE * SIDE; cell++) {
  const middle: Point = [((cell % SIDE) + 0.5) / SIDE, (Math.floor(cell / SIDE) + 0.5) / SIDE]
  if (!holes.some((hole) => isInside(middle, hole))) cells.push(...triangleAt(cell, middle))
}
await writeFile(
  file,
  `/** Cells along each side of the map of a face. */
export const FACE_MAP_SIDE = ${SIDE}

/**
 * Six numbers for each cell of the map that shows skin: its number, row by row; the three landmarks of the triangle
 * that its middle lies in; the weights of the first two, in thousandths. Eyes and mouth are left out. Made by
 * \`models/convert/lay-out-face-map.ts\` from MediaPipe's canonical face model (Apache-2.0), as \`@vladmandic/human\`
 * 3.3.6 (MIT) has it.
 */
// biome-ignore format: a table
export const FACE_MAP_CELLS: readonly number[] = [
${inLines(cells)}
]
`,
)

function tableAfter(start: string, end: string): string {
  const from = program.indexOf(start)
  if (from < 0) throw new Error(`@vladmandic/human has no ${start}`)
  return program.slice(from + start.length, program.indexOf(end, from) + 1)
}

function grow(outline: readonly Point[], growth: number): Point[] {
  const mean = (axis: 0 | 1) => outline.reduce((sum, point) => sum + point[axis], 0) / outline.length
  const [x, y] = [mean(0), mean(1)]
  return outline.map((point): Point => [x + (point[0] - x) * growth, y + (point[1] - y) * growth])
}

function isInside([x, y]: Point, outline: readonly Point[]): boolean {
  let inside = false
  outline.forEach(([toX, toY], i) => {
    const [fromX, fromY] = outline.at(i - 1)!
    if (toY > y !== fromY > y && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside
  })
  return inside
}

/** None where the place is beyond the face. */
function triangleAt(cell: number, [x, y]: Point): number[] {
  for (let i = 0; i < corners.length; i += 3) {
    const triangle = corners.slice(i, i + 3)
    const [a, b, c] = triangle.map((landmark) => uv[landmark]!) as [Point, Point, Point]
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    const second = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area
    const third = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area
    const first = 1 - second - third
    if (Math.min(first, second, third) >= 0)
      return [cell, ...triangle, Math.round(first * 1000), Math.round(second * 1000)]
  }
  return []
}

function inLines(values: readonly number[]): string {
  const perLine = 24
  const lines = Array.from({ length: Math.ceil(values.length / perLine) }, (_, i) =>
    values.slice(i * perLine, (i + 1) * perLine),
  )
  return lines.map((line) => `  ${line.join(', ')},`).join('\n')
}
