import { type Place, type Point, type Shape, shade, smooth, stroke } from './drawn-shapes.ts'

export type HairStyle = 'short' | 'bald' | 'receding' | 'fringe' | 'long' | 'round' | 'scarf'

/** What some people have and others do not; each may be left out. Lengths in half head heights. */
export interface DrawnFeatures {
  /** `short` unless given; `scarf` is a headscarf, in the color of the hair. */
  readonly hairStyle?: HairStyle
  /** Of the brows; the hair's unless given. */
  readonly browColor?: string
  /** How much higher the outer end of the brow is. */
  readonly browTilt?: number
  /** Times the ordinary height of an open eye. */
  readonly eyeHeight?: number
  /** How much higher the outer corner of the eye is. */
  readonly eyeTilt?: number
  /** Of the head's width; 0.9 unless given. */
  readonly jawWidth?: number
  /** How much lower the chin is. */
  readonly chinDrop?: number
  /** 0 … 1: how dark the lines of forehead, eyes and cheeks are. */
  readonly ageLines?: number
  /** 0 … 1. */
  readonly freckles?: number
  readonly beard?: { readonly color: string; readonly opacity: number; readonly mustacheOnly?: boolean }
  readonly glasses?: { readonly color: string; readonly thickness: number; readonly round?: boolean }
  /** Lids and lashes in this color. */
  readonly makeup?: string
}

/** Hair that hangs behind the shoulders. */
export function hairBehind(unit: number, silhouette: number, hair: string, style: HairStyle): string {
  if (style === 'scarf') return cloak(unit, silhouette * 1.2, 1.75, hair)
  return style === 'long' ? cloak(unit, silhouette * 1.28, 1.9, shade(hair, 0.8)) : ''
}

function cloak(unit: number, half: number, down: number, fill: string): string {
  const points: Point[] = [
    [-half, -0.3],
    [0, -1.05],
    [half, -0.3],
    [half * 1.05, down * 0.6],
    [half * 0.9, down],
    [-half * 0.9, down],
    [-half * 1.05, down * 0.6],
  ]
  return `<path d="${smooth(scaled(points, unit))}" fill="${fill}"/>`
}

/** The skull with what grows on it, behind the face. */
export function headCrown(unit: number, silhouette: number, hair: string, skin: string, style: HairStyle): string {
  const crown = (centerY: number, [rx, ry]: Point, fill: string): string =>
    `<ellipse cx="0" cy="${centerY * unit}" rx="${rx * unit}" ry="${ry * unit}" fill="${fill}"/>`
  if (style === 'bald' || style === 'receding') return crown(-0.12, [silhouette * 1.02, 0.98], shade(skin, 0.95))
  if (style === 'round') return crown(-0.3, [silhouette * 1.4, 1.04], hair)
  return crown(-0.12, [silhouette * 1.08, 1.02], hair)
}

/** The outline of the hair around the forehead, or null where there is none. */
export function hairline(silhouette: number, style: HairStyle, shift: number, rise: number): readonly Point[] | null {
  if (style === 'bald' || style === 'receding' || style === 'scarf') return null
  const low = style === 'fringe' ? 0.27 : 0
  const wide = style === 'round' ? 1.25 : 1
  return [
    [-silhouette * 1.06 * wide, -0.15],
    [-silhouette * 0.98 * wide, -0.75],
    [0, -1.16 * (style === 'round' ? 1.15 : 1)],
    [silhouette * 0.98 * wide, -0.75],
    [silhouette * 1.06 * wide, -0.15],
    [silhouette * 0.86 + shift, -0.5 + rise + low * 0.4],
    [0.3 + shift, -0.74 + rise + low],
    [-0.3 + shift, -0.74 + rise + low],
    [-silhouette * 0.86 + shift, -0.5 + rise + low * 0.4],
  ]
}

/** What hangs or grows beside the face, before it. */
export function hairBeside(unit: number, silhouette: number, hair: string, style: HairStyle, shift: number): string {
  if (style === 'receding' || style === 'long')
    return [-1, 1]
      .map((side) => {
        const long = style === 'long'
        const points: Point[] = [
          [side * silhouette * (long ? 0.7 : 1.02) + shift, long ? -0.75 : -0.55],
          [side * silhouette * (long ? 1.1 : 1.12), long ? -0.5 : -0.3],
          [side * silhouette * (long ? 1.25 : 1.1), long ? 0.6 : 0.1],
          [side * silhouette * (long ? 1.15 : 1), long ? 1.6 : 0.18],
          [side * silhouette * (long ? 0.85 : 0.97), long ? 1.5 : -0.1],
          [side * silhouette * (long ? 0.97 : 0.93), long ? 0.2 : -0.35],
        ]
        return `<path d="${smooth(scaled(points, unit))}" fill="${hair}"/>`
      })
      .join('')
  if (style !== 'scarf') return ''
  const ring = (half: number, top: number, bottom: number, lean: number): string =>
    smooth(
      scaled(
        [
          [lean, top],
          [half * 0.8 + lean, top * 0.72],
          [half + lean, -0.05],
          [half * 0.86 + lean, 0.55],
          [lean, bottom],
          [-half * 0.86 + lean, 0.55],
          [-half + lean, -0.05],
          [-half * 0.8 + lean, top * 0.72],
        ],
        unit,
      ),
    )
  const outer = ring(silhouette * 1.2, -1.2, 1.3, 0)
  const inner = ring(silhouette * 0.9, -0.72, 1.08, shift)
  return `<path d="${outer}${inner}" fill-rule="evenodd" fill="${hair}"/><path d="${inner}" fill="none" stroke="${shade(hair, 0.7)}" stroke-width="${0.03 * unit}"/>`
}

/** Lies on the face, whose outline cuts it off, and below nose and mouth. */
export function beard(
  shape: Shape,
  faceOutline: string,
  { beard: grown }: DrawnFeatures,
  { headWidth, mouthWidth, mouthHeight }: { headWidth: number; mouthWidth: number; mouthHeight: number },
): string {
  if (!grown) return ''
  const side = headWidth * 0.99
  const half = mouthWidth * 1.05
  const mustache = shape(
    [
      [-half, mouthHeight + 0.02, 0.04],
      [-half * 0.6, mouthHeight - 0.13, 0.05],
      [0, mouthHeight - 0.13, 0.06],
      [half * 0.6, mouthHeight - 0.13, 0.05],
      [half, mouthHeight + 0.02, 0.04],
      [0, mouthHeight - 0.02, 0.06],
    ],
    grown.color,
    `opacity="${grown.opacity}" filter="url(#soft)"`,
  )
  if (grown.mustacheOnly) return mustache
  const full = shape(
    [
      [-side, -0.05],
      [-side * 0.9, 0.25],
      [-half * 1.35, 0.5],
      [-half * 0.6, mouthHeight - 0.12],
      [0, mouthHeight - 0.12],
      [half * 0.6, mouthHeight - 0.12],
      [half * 1.35, 0.5],
      [side * 0.9, 0.25],
      [side, -0.05],
      [side * 1.1, 0.6],
      [side * 0.8, 1.3],
      [0, 1.5],
      [-side * 0.8, 1.3],
      [-side * 1.1, 0.6],
    ],
    grown.color,
    `opacity="${grown.opacity}" filter="url(#soft)"`,
  )
  return `<clipPath id="face"><path d="${faceOutline}"/></clipPath><g clip-path="url(#face)">${full}</g>`
}

/** Lines across the forehead, from the outer corners of the eyes, below them, and from the nose to the mouth. */
export function ageLines(
  place: Place,
  unit: number,
  { ageLines: strength = 0 }: DrawnFeatures,
  {
    eyeSpacing,
    eyeWidth,
    noseWidth,
    mouthWidth,
    mouthHeight,
  }: Record<'eyeSpacing' | 'eyeWidth' | 'noseWidth' | 'mouthWidth' | 'mouthHeight', number>,
  dark: string,
): string {
  if (strength === 0) return ''
  const line = (...along: readonly (readonly [number, number])[]): string =>
    stroke(along.map(([x, y]) => place([x, y, 0.02])))
  const forehead = [-0.64, -0.56, -0.48].map((y) => line([-0.32, y + 0.02], [-0.1, y], [0.1, y], [0.32, y + 0.02]))
  const outer = eyeSpacing + eyeWidth * 1.25
  const beside = [-1, 1].flatMap((side) => [
    line([side * 0.03, -0.34], [side * 0.035, -0.2]),
    line([side * outer, -0.14], [side * (outer + 0.1), -0.2]),
    line([side * outer, -0.1], [side * (outer + 0.12), -0.1]),
    line([side * outer, -0.06], [side * (outer + 0.1), 0]),
    line([side * (eyeSpacing - 0.13), 0.03], [side * eyeSpacing, 0.09], [side * (eyeSpacing + 0.13), 0.05]),
    line(
      [side * noseWidth * 1.15, 0.26],
      [side * (mouthWidth + 0.08), 0.42],
      [side * (mouthWidth + 0.15), mouthHeight],
    ),
  ])
  const d = [...forehead, ...beside].join('')
  return `<path d="${d}" fill="none" stroke="${dark}" stroke-width="${0.028 * unit}" stroke-linecap="round" stroke-linejoin="round" opacity="${strength}"/>`
}

/** Always in the same places. */
export function freckles(place: Place, unit: number, { freckles: strength = 0 }: DrawnFeatures, dark: string): string {
  if (strength === 0) return ''
  return Array.from({ length: 46 }, (_, i) => {
    const [x, y] = place([Math.sin(i * 2.4) * (0.12 + 0.4 * ((i * 0.618) % 1)), 0.16 + 0.17 * Math.cos(i * 1.7)])
    return `<circle cx="${x}" cy="${y}" r="${unit * (0.008 + 0.006 * ((i * 0.37) % 1))}" fill="${dark}" opacity="${strength}"/>`
  }).join('')
}

/** Frames before the eyes and the sides that lead to the ears. */
export function glasses(
  place: Place,
  unit: number,
  { glasses: worn }: DrawnFeatures,
  { eyeSpacing, eyeWidth, headWidth }: Record<'eyeSpacing' | 'eyeWidth' | 'headWidth', number>,
): string {
  if (!worn) return ''
  const half = Math.min(eyeWidth * 1.5, eyeSpacing - 0.06)
  const [up, down] = worn.round ? [half, half] : [half * 0.75, half * 0.85]
  const lens = (side: number): Point[] => {
    const at = (x: number, y: number): Point => place([side * eyeSpacing + x, -0.08 + y, 0.1])
    const corner = worn.round ? Math.SQRT1_2 : 0.92
    return [
      at(-half, 0),
      at(-half * corner, -up * corner),
      at(0, -up),
      at(half * corner, -up * corner),
      at(half, 0),
      at(half * corner, down * corner),
      at(0, down),
      at(-half * corner, down * corner),
    ]
  }
  const line = `fill="none" stroke="${worn.color}" stroke-width="${worn.thickness * unit}"`
  const bridge = stroke([place([-eyeSpacing + half, -0.12, 0.12]), place([eyeSpacing - half, -0.12, 0.12])])
  const arms = [-1, 1].map((side) =>
    stroke([place([side * (eyeSpacing + half), -0.1, 0.1]), place([side * headWidth * 0.97, -0.08])]),
  )
  return `<path d="${smooth(lens(1))}${smooth(lens(-1))}" ${line}/><path d="${bridge}${arms.join('')}" ${line}/>`
}

function scaled(points: readonly Point[], unit: number): Point[] {
  return points.map(([x, y]) => [x * unit, y * unit])
}
