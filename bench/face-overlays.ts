import { EAR_SIDES, EYE_CORNERS } from '../src/vision/landmarks.ts'

/** Where a face is in a picture: 468 landmarks (x, y, z, pixels of the picture). */
export type Landmarks = Float32Array

/** What lies over or behind a face, as the inside of an SVG of the picture's size. */
export type Overlay = (points: Landmarks, moment: Moment) => string

export interface Moment {
  /** From the clip's beginning. */
  readonly seconds: number
  /** Another person's head, to be put on the wall or behind the first. */
  readonly other: Head
}

/** A picture of a head, square, as a data address. */
export type Head = string

type Point = readonly [x: number, y: number]

/** Of the face's outline, from one ear over the chin to the other. */
const JAW = [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454]
const FOREHEAD = [454, 356, 389, 251, 284, 332, 297, 338, 10, 109, 67, 103, 54, 21, 162, 127, 234]
/** From ear to ear over the cheek bones and the bridge of the nose. */
const MASK_TOP = [454, 345, 347, 197, 118, 116, 234]
const BROWS_LOW = [127, 46, 53, 52, 65, 55, 285, 295, 282, 283, 276, 356]

export const clearGlassesWithGlare: Overlay = (points) =>
  glasses(points, 'fill="#fff" fill-opacity="0.08"') +
  lenses(points)
    .map(
      ({ x, y, across, down, degrees }) =>
        `<ellipse rx="${across * 0.82}" ry="${down * 0.72}" fill="#fbfdff" opacity="0.82" transform="translate(${x} ${y}) rotate(${degrees - 20})"/>`,
    )
    .join('')

export const darkGlasses: Overlay = (points) => glasses(points, 'fill="#0c0c10" fill-opacity="0.97"')

export const fringe: Overlay = (points) => {
  const [, top] = at(points, 10)
  const [, chin] = at(points, 152)
  const lift = (chin - top) * 0.12
  const upper = FOREHEAD.map((index): Point => [at(points, index)[0], at(points, index)[1] - lift])
  const lower = BROWS_LOW.map((index): Point => [at(points, index)[0], at(points, index)[1] + lift * 0.16])
  const strands = lower.map(([x, y], index) => {
    const [fromX, fromY] = upper[Math.min(upper.length - 1, upper.length - 1 - index)]!
    return `<path d="M${fromX} ${fromY}L${x} ${y}" stroke="#4a382c" stroke-width="${lift * 0.15}"/>`
  })
  return `${polygon([...upper, ...lower], 'fill="#2b1f18"')}${strands.join('')}`
}

/** From the bridge of the nose to beneath the chin; it is drawn along where the chin goes. */
export const surgicalMask: Overlay = (points) => {
  const [noseX, noseY] = at(points, 4)
  const outward = (index: number): Point => {
    const [x, y] = at(points, index)
    return [noseX + (x - noseX) * 1.03, noseY + (y - noseY) * 1.05]
  }
  const [left, right] = [at(points, 361), at(points, 132)]
  const pleats = [0.05, 0.32, 0.6].map((down) => {
    const [chinX, chinY] = at(points, 152)
    const middle = [noseX + (chinX - noseX) * down, noseY + (chinY - noseY) * down]
    return `<path d="M${right[0]} ${right[1]}Q${middle[0]} ${middle[1]} ${left[0]} ${left[1]}" fill="none" stroke="#7fa8bd" stroke-width="2"/>`
  })
  const [first, ...top] = MASK_TOP
  return (
    polygon([...JAW.map(outward), at(points, first!), ...top.map((index) => at(points, index))], 'fill="#a9cfe0"') +
    pleats.join('')
  )
}

/** All about the face but the face itself. */
export const headScarf: Overlay = (points) => {
  const inner = [...JAW, ...FOREHEAD].map((index) => at(points, index))
  const { x, y, width, height } = around(points)
  const outer = `M${x - width} ${y + height * 2.4}C${x - width * 0.5} ${y + height} ${x - width * 0.45} ${y - height * 0.42} ${x + width / 2} ${y - height * 0.42}S${x + width * 1.5} ${y + height} ${x + width * 2} ${y + height * 2.4}Z`
  return `<path d="${outer}M${inner.map(([a, b]) => `${a} ${b}`).join('L')}Z" fill="#54406b" fill-rule="evenodd"/>`
}

/** A framed picture on the wall, in the upper left corner. */
export const poster: Overlay = (points, { other }) => {
  const side = around(points).height * 0.62
  return `<rect x="14" y="20" width="${side + 12}" height="${side + 12}" fill="#e9e4d8"/><image x="20" y="26" width="${side}" height="${side}" href="${other}"/>`
}

/** Somebody crosses the picture behind the head within two seconds, beginning when told. */
export const passerBy =
  (fromSeconds: number): Overlay =>
  (points, { seconds, other }) => {
    const way = (seconds - fromSeconds) / 2
    if (!(way >= 0 && way <= 1)) return ''
    const { x, y, width, height } = around(points)
    const side = height * 0.72
    const left = -side + way * (640 + side)
    const top = y - height * 0.1
    return `<defs><mask id="behind"><rect width="100%" height="100%" fill="#fff"/><ellipse cx="${x + width / 2}" cy="${y + height * 0.4}" rx="${width * 0.62}" ry="${height * 0.68}" fill="#000"/></mask><clipPath id="head"><ellipse cx="${left + side / 2}" cy="${top + side / 2}" rx="${side * 0.4}" ry="${side * 0.5}"/></clipPath></defs><g mask="url(#behind)"><image x="${left}" y="${top}" width="${side}" height="${side}" href="${other}" clip-path="url(#head)"/></g>`
  }

/** The square about a head, hair included. */
export function headSquare(points: Landmarks): { left: number; top: number; side: number } {
  const { x, y, width, height } = around(points)
  const side = height * 1.35
  return { left: x + width / 2 - side / 2, top: y + height * 0.42 - side / 2, side }
}

export function around(points: Landmarks): { x: number; y: number; width: number; height: number } {
  const across = points.filter((_, index) => index % 3 === 0)
  const down = points.filter((_, index) => index % 3 === 1)
  const [x, y] = [Math.min(...across), Math.min(...down)]
  return { x, y, width: Math.max(...across) - x, height: Math.max(...down) - y }
}

function glasses(points: Landmarks, fill: string): string {
  const [right, left] = lenses(points)
  const rim = '#1d1a18" stroke-width="3'
  const lens = ({ x, y, across, down, degrees }: Lens): string =>
    `<rect x="${-across}" y="${-down}" width="${2 * across}" height="${2 * down}" rx="${across * 0.45}" ${fill} stroke="${rim}" transform="translate(${x} ${y}) rotate(${degrees})"/>`
  const line = ([x1, y1]: Point, [x2, y2]: Point): string => `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${rim}"/>`
  return [
    lens(right!),
    lens(left!),
    line([right!.x + right!.across, right!.y], [left!.x - left!.across, left!.y]),
    line([right!.x - right!.across, right!.y], at(points, EAR_SIDES.right)),
    line([left!.x + left!.across, left!.y], at(points, EAR_SIDES.left)),
  ].join('')
}

interface Lens {
  readonly x: number
  readonly y: number
  /** Half its width and height. */
  readonly across: number
  readonly down: number
  readonly degrees: number
}

/** Of the right eye and of the left: as wide as the eye is shown, as high as the wider of the two asks for. */
function lenses(points: Landmarks): readonly Lens[] {
  const eyes = [EYE_CORNERS.right, EYE_CORNERS.left].map(({ outer, inner }) => {
    const [[x1, y1], [x2, y2]] = [at(points, outer), at(points, inner)]
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: Math.hypot(x2 - x1, y2 - y1) }
  })
  const [from, to] = [at(points, EYE_CORNERS.right.outer), at(points, EYE_CORNERS.left.outer)]
  const degrees = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI
  const widest = Math.max(...eyes.map(({ width }) => width))
  return eyes.map(({ x, y, width }) => ({ x, y, across: width * 0.86, down: widest * 0.62, degrees }))
}

function at(points: Landmarks, index: number): Point {
  return [points[index * 3]!, points[index * 3 + 1]!]
}

function polygon(points: readonly Point[], fill: string): string {
  return `<polygon points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" ${fill}/>`
}
