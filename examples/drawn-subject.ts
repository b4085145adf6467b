import sharp from 'sharp'
import {
  ageLines,
  beard,
  type DrawnFeatures,
  freckles,
  glasses,
  hairBehind,
  hairBeside,
  hairline,
  headCrown,
} from './drawn-features.ts'
import { type Place, type Point, type Shape, type Spot, shade, smooth } from './drawn-shapes.ts'

/** What sets one drawn person apart from another; lengths in half head heights. */
export interface DrawnIdentity extends DrawnFeatures {
  readonly skin: string
  readonly hair: string
  readonly iris: string
  readonly lips: string
  readonly headWidth: number
  readonly chinWidth: number
  readonly eyeSpacing: number
  readonly eyeWidth: number
  readonly browHeight: number
  readonly browThickness: number
  readonly noseLength: number
  readonly noseWidth: number
  readonly mouthWidth: number
  readonly mouthHeight: number
  readonly lipThickness: number
}

export interface DrawnSubject {
  readonly widthPixels: number
  readonly heightPixels: number
  /** Of the face (hairline to chin) over the picture's height. */
  readonly faceSize: number
  /** Of the head, over the picture's width and height. */
  readonly centerX: number
  readonly centerY: number
  /** As in an Observation: to the subject's own left, up, clockwise in the picture. */
  readonly yawDegrees: number
  readonly pitchDegrees: number
  readonly rollDegrees: number
  /** 0 open … 1 closed, of each eye. */
  readonly blink: number | { readonly left: number; readonly right: number }
  /** 0 … 1. */
  readonly smile: number
  readonly mouthOpening: number
  /** 1 is ordinary, 0 black, 2 overexposed. */
  readonly light: number
  /** −1 all from the picture's left, 0 even, 1 all from its right. */
  readonly lightFrom: number
  readonly background: string
  /** Draws shelves and a lamp behind the subject. */
  readonly furnished: boolean
  /** Shown as a flat picture on paper that is turned and tilted, as seen from afar. */
  readonly photo: { readonly yawDegrees: number; readonly pitchDegrees: number } | null
  /** Standard deviation of each channel, 0..255. */
  readonly noise: number
  readonly seed: number
  readonly blurPixels: number
  readonly jpegQuality: number
  readonly identity: DrawnIdentity
}

export const DRAWN_IDENTITIES = {
  subjectA: {
    skin: '#e0ac8a',
    hair: '#3b2a20',
    iris: '#5a3d24',
    lips: '#b5605a',
    headWidth: 0.74,
    chinWidth: 0.3,
    eyeSpacing: 0.3,
    eyeWidth: 0.15,
    browHeight: 0.19,
    browThickness: 0.045,
    noseLength: 0.36,
    noseWidth: 0.14,
    mouthWidth: 0.24,
    mouthHeight: 0.56,
    lipThickness: 0.07,
  },
  subjectB: {
    skin: '#8d5a3b',
    hair: '#15110f',
    iris: '#2c1a10',
    lips: '#8a4b46',
    headWidth: 0.8,
    chinWidth: 0.4,
    eyeSpacing: 0.33,
    eyeWidth: 0.14,
    browHeight: 0.16,
    browThickness: 0.07,
    noseLength: 0.4,
    noseWidth: 0.19,
    mouthWidth: 0.27,
    mouthHeight: 0.6,
    lipThickness: 0.1,
  },
  subjectC: {
    skin: '#f3d3bd',
    hair: '#b98a4a',
    iris: '#4f7f9d',
    lips: '#c96f6f',
    headWidth: 0.68,
    chinWidth: 0.24,
    eyeSpacing: 0.27,
    eyeWidth: 0.16,
    browHeight: 0.21,
    browThickness: 0.03,
    noseLength: 0.32,
    noseWidth: 0.11,
    mouthWidth: 0.21,
    mouthHeight: 0.53,
    lipThickness: 0.08,
  },
} as const satisfies Record<string, DrawnIdentity>

const AT_REST: DrawnSubject = {
  widthPixels: 640,
  heightPixels: 480,
  faceSize: 0.55,
  centerX: 0.5,
  centerY: 0.5,
  yawDegrees: 0,
  pitchDegrees: 0,
  rollDegrees: 0,
  blink: 0,
  smile: 0,
  mouthOpening: 0,
  light: 1,
  lightFrom: 0,
  background: '#8fa3ad',
  furnished: false,
  photo: null,
  noise: 2,
  seed: 1,
  blurPixels: 0,
  jpegQuality: 85,
  identity: DRAWN_IDENTITIES.subjectA,
}

/** A subject at rest before a camera, but for what is given; the same input gives the same JPEG bytes. */
export async function drawSubject(given: Partial<DrawnSubject> = {}): Promise<Uint8Array<ArrayBuffer>> {
  const subject = { ...AT_REST, ...given }
  const { widthPixels: width, heightPixels: height } = subject
  const pixels = await drawPixels(subject)
  addNoise(pixels, subject.noise, subject.seed)
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: subject.jpegQuality })
    .toBuffer()
  return new Uint8Array(jpeg)
}

/** Red, green, blue, row by row, without noise. */
export function drawPixels(given: Partial<DrawnSubject>): Promise<Buffer> {
  const subject = { ...AT_REST, ...given }
  const drawn = sharp(Buffer.from(subjectSvg(subject)))
    .flatten({ background: subject.background })
    .removeAlpha()
  return (subject.blurPixels > 0 ? drawn.blur(subject.blurPixels) : drawn).raw().toBuffer()
}

const HEAD_DEPTH = 0.8
/** Of the head below and above its center, so that hairline to chin is the face. */
const FACE_HEIGHT = 1.72

export function subjectSvg(subject: DrawnSubject): string {
  const { widthPixels, heightPixels, identity } = subject
  const unit = (subject.faceSize * heightPixels) / FACE_HEIGHT
  const [yaw, pitch] = [radians(subject.yawDegrees), radians(subject.pitchDegrees)]
  const place: Place = ([x, y, above = 0]) => {
    const rim = 1 - (x / identity.headWidth) ** 2 - y ** 2
    const z = HEAD_DEPTH * Math.sqrt(Math.max(0.02, rim)) + above
    const [turnedX, turnedZ] = [x * Math.cos(yaw) + z * Math.sin(yaw), z * Math.cos(yaw) - x * Math.sin(yaw)]
    return [turnedX * unit, (y * Math.cos(pitch) - turnedZ * Math.sin(pitch)) * unit]
  }
  const shape: Shape = (spots, fill, extra = '') => `<path d="${smooth(spots.map(place))}" fill="${fill}" ${extra}/>`
  const photo = subject.photo && {
    x: Math.cos(radians(subject.photo.yawDegrees)),
    y: Math.cos(radians(subject.photo.pitchDegrees)),
  }
  const turned = `translate(${subject.centerX * widthPixels} ${subject.centerY * heightPixels}) ${photo ? `scale(${photo.x} ${photo.y})` : ''} rotate(${subject.rollDegrees})`
  const dark = shade(identity.skin, 0.62)
  const deep = shade(identity.skin, 0.8)
  const silhouette = Math.hypot(identity.headWidth * Math.cos(yaw), HEAD_DEPTH * 0.96 * Math.sin(yaw))
  const style = identity.hairStyle ?? 'short'
  const outline = smooth(face(unit, silhouette, identity, yaw, pitch, 0.16 * subject.mouthOpening))
  const blink = typeof subject.blink === 'number' ? { left: subject.blink, right: subject.blink } : subject.blink
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPixels}" height="${heightPixels}">
<defs>
<radialGradient id="skin" cx="0.5" cy="0.42" r="0.62"><stop offset="0" stop-color="${shade(identity.skin, 1.08)}"/><stop offset="0.6" stop-color="${identity.skin}"/><stop offset="1" stop-color="${dark}"/></radialGradient>
<linearGradient id="side"><stop offset="0" stop-color="#000" stop-opacity="${Math.max(0, 0.75 * subject.lightFrom)}"/><stop offset="1" stop-color="#000" stop-opacity="${Math.max(0, -0.75 * subject.lightFrom)}"/></linearGradient>
<filter id="soft"><feGaussianBlur stdDeviation="${unit * 0.025}"/></filter>
</defs>
<rect width="100%" height="100%" fill="${subject.background}"/>
${subject.furnished ? furniture(widthPixels, heightPixels) : ''}
<g transform="${turned}">
${photo ? `<rect x="${-1.2 * unit}" y="${-1.5 * unit}" width="${2.4 * unit}" height="${3.2 * unit}" fill="#d8d4cc"/>` : ''}
${hairBehind(unit, silhouette, identity.hair, style)}
${torso(unit, deep)}
${headCrown(unit, silhouette, identity.hair, identity.skin, style)}
${ears(place, unit, dark)}
<path d="${outline}" fill="url(#skin)"/>
${freckles(place, unit, identity, dark)}
${beard(shape, outline, identity, identity)}
${(['right', 'left'] as const).map((side) => eye(shape, place, unit, identity, side === 'left' ? 1 : -1, blink[side], dark)).join('')}
${nose(shape, identity, dark, deep)}
${mouth(shape, identity, subject, dark)}
${ageLines(place, unit, identity, identity, shade(identity.skin, 0.5))}
${hair(unit, silhouette, identity, yaw, pitch)}
${glasses(place, unit, identity, identity)}
</g>
<rect width="100%" height="100%" fill="url(#side)"/>
<rect width="100%" height="100%" fill="${subject.light > 1 ? '#fff' : '#000'}" opacity="${Math.min(1, Math.abs(1 - subject.light))}"/>
</svg>`
}

function furniture(width: number, height: number): string {
  return [
    `<rect x="${width * 0.05}" y="${height * 0.1}" width="${width * 0.2}" height="${height * 0.8}" fill="#6b4f3a"/>`,
    ...[0.25, 0.45, 0.65].map(
      (y) =>
        `<rect x="${width * 0.06}" y="${height * y}" width="${width * 0.18}" height="${height * 0.02}" fill="#3a2b20"/>`,
    ),
    `<circle cx="${width * 0.85}" cy="${height * 0.25}" r="${height * 0.1}" fill="#f5edcf"/>`,
  ].join('')
}

function torso(unit: number, neck: string): string {
  return `<path d="M${-1.5 * unit} ${2.6 * unit} Q${-1.4 * unit} ${1.35 * unit} ${-0.4 * unit} ${1.2 * unit} L${0.4 * unit} ${1.2 * unit} Q${1.4 * unit} ${1.35 * unit} ${1.5 * unit} ${2.6 * unit} Z" fill="#3f5166"/><path d="M${-0.36 * unit} ${0.5 * unit} L${0.36 * unit} ${0.5 * unit} L${0.42 * unit} ${1.3 * unit} Q0 ${1.5 * unit} ${-0.42 * unit} ${1.3 * unit} Z" fill="${neck}"/>`
}

function ears(place: Place, unit: number, fill: string): string {
  return [-1, 1]
    .map((side) => {
      const [x, y] = place([side * 0.74, 0.02, -0.05])
      return `<ellipse cx="${x}" cy="${y}" rx="${0.09 * unit}" ry="${0.2 * unit}" fill="${fill}"/>`
    })
    .join('')
}

/** The outline from temple over jaw and chin to the other temple; the chin goes where the head looks. */
function face(
  unit: number,
  silhouette: number,
  { chinWidth, jawWidth = 0.9, chinDrop = 0 }: DrawnIdentity,
  yaw: number,
  pitch: number,
  drop: number,
): Point[] {
  const shift = 0.3 * Math.sin(yaw)
  const rise = -0.35 * Math.sin(pitch)
  const half: Point[] = [
    [0, -0.86 + 0.5 * rise],
    [silhouette * 0.72, -0.66 + 0.5 * rise],
    [silhouette * 0.98, -0.1],
    [silhouette * jawWidth, 0.4],
    [chinWidth + 0.18, 0.74 + chinDrop * 0.6 + rise * 0.5 + drop * 0.7],
    [chinWidth, 0.88 + chinDrop + rise + drop],
  ]
  const lean = (y: number): number => shift * Math.max(0, y)
  const right = half.slice(1).map(([x, y]): Point => [(-x + lean(y)) * unit, y * unit])
  const left = half.slice(1).map(([x, y]): Point => [(x + lean(y)) * unit, y * unit])
  const chin: Point = [shift * unit, (0.95 + chinDrop + rise + drop) * unit]
  return [[0, half[0]![1] * unit], ...left, chin, ...right.reverse()]
}

function eye(
  shape: Shape,
  place: Place,
  unit: number,
  identity: DrawnIdentity,
  side: 1 | -1,
  blink: number,
  dark: string,
): string {
  const { eyeSpacing, eyeWidth, browHeight, browThickness, eyeHeight = 1, eyeTilt = 0, browTilt = 0 } = identity
  const { makeup } = identity
  const browColor = identity.browColor ?? identity.hair
  const y = -0.1
  const lid = eyeWidth * 0.48 * eyeHeight * (1 - blink)
  const low = eyeWidth * 0.3 * eyeHeight * (1 - 0.75 * blink) + eyeWidth * 0.12 * blink
  const at = (across: number, down: number): Spot => [
    side * (eyeSpacing + across * eyeWidth),
    y + down - across * eyeTilt,
  ]
  const rim = [
    at(-1, 0.02),
    at(-0.5, -lid * 0.8 + low * blink),
    at(0, -lid + low * blink),
    at(0.5, -lid * 0.8 + low * blink),
    at(1, 0),
    at(0.5, low * 0.8),
    at(0, low),
    at(-0.5, low * 0.8),
  ]
  const [x, cy] = place(at(0, 0))
  const clip = `eye${side}`
  const brow = (across: number, down: number): Spot => [
    side * (eyeSpacing + across * eyeWidth * 1.35),
    y - browHeight + down - across * browTilt,
  ]
  return `<g>${shape([at(-1.25, 0), at(0, -eyeWidth * 0.95), at(1.25, 0), at(0, eyeWidth * 0.7)], dark, 'opacity="0.35" filter="url(#soft)"')}
<clipPath id="${clip}"><path d="${smooth(rim.map(place))}"/></clipPath>
${makeup ? shape([at(-1.15, 0), at(0, -lid - eyeWidth * 0.5), at(1.4, -0.03), at(0, -lid * 0.8)], makeup, 'opacity="0.75" filter="url(#soft)"') : ''}
${shape(rim, '#f4f1ec')}
<g clip-path="url(#${clip})"><circle cx="${x}" cy="${cy}" r="${eyeWidth * 0.46 * unit}" fill="${identity.iris}"/><circle cx="${x}" cy="${cy}" r="${eyeWidth * 0.22 * unit}" fill="#0b0806"/><circle cx="${x + 0.04 * unit}" cy="${cy - 0.04 * unit}" r="${0.015 * unit}" fill="#fff"/></g>
${shape(rim, 'none', `stroke="${makeup ?? '#2a1c16'}" stroke-width="${(makeup ? 0.03 : 0.018) * unit}"`)}
${shape([brow(-1, 0.01), brow(-0.2, -browThickness), brow(0.6, -browThickness), brow(1.1, 0.03), brow(0.4, 0), brow(-0.4, browThickness * 0.4)], browColor)}</g>`
}

function nose(shape: Shape, { noseLength, noseWidth }: DrawnIdentity, dark: string, deep: string): string {
  const tip = noseLength - 0.08
  return `${shape(
    [
      [-0.05, -0.12, 0.04],
      [0.05, -0.12, 0.04],
      [noseWidth, tip, 0.1],
      [0, tip + 0.09, 0.2],
      [-noseWidth, tip, 0.1],
    ],
    deep,
    'opacity="0.8" filter="url(#soft)"',
  )}
${shape(
  [
    [-0.03, -0.1, 0.06],
    [0.03, -0.1, 0.06],
    [0.05, tip - 0.03, 0.26],
    [0, tip + 0.02, 0.28],
    [-0.05, tip - 0.03, 0.26],
  ],
  '#fff',
  'opacity="0.22" filter="url(#soft)"',
)}
${[-1, 1]
  .map((side) =>
    shape(
      [
        [side * 0.03, tip + 0.06, 0.18],
        [side * 0.07, tip + 0.03, 0.17],
        [side * 0.1, tip + 0.06, 0.14],
        [side * 0.06, tip + 0.08, 0.15],
      ],
      dark,
    ),
  )
  .join('')}
${[-1, 1]
  .map((side) =>
    shape(
      [
        [side * noseWidth * 0.8, tip - 0.04, 0.1],
        [side * noseWidth * 1.1, tip + 0.02, 0.08],
        [side * noseWidth * 0.9, tip + 0.07, 0.08],
        [side * noseWidth * 1.02, tip + 0.01, 0.09],
      ],
      dark,
      'opacity="0.7"',
    ),
  )
  .join('')}`
}

function mouth(
  shape: Shape,
  { mouthWidth, mouthHeight, lipThickness, lips }: DrawnIdentity,
  { smile, mouthOpening }: DrawnSubject,
  dark: string,
): string {
  const half = mouthWidth * (1 + 0.4 * smile - 0.15 * mouthOpening)
  const lift = 0.07 * smile
  const y = mouthHeight - 0.02 * smile
  const gap = 0.28 * mouthOpening
  const out = 0.06
  const corner = (side: number): Spot => [side * half, y - lift + gap * 0.4]
  return `${shape([corner(-1), [-half * 0.3, y - lipThickness * 0.8, out], [0, y - lipThickness * 0.55, out], [half * 0.3, y - lipThickness * 0.8, out], corner(1), [half * 0.45, y + gap + lipThickness * 0.8, out], [0, y + gap + lipThickness, out], [-half * 0.45, y + gap + lipThickness * 0.8, out]], lips)}
${shape([corner(-1), [-half * 0.5, y, out], [0, y + 0.005, out], [half * 0.5, y, out], corner(1), [half * 0.5, y + gap + 0.012, out], [0, y + gap + 0.018, out], [-half * 0.5, y + gap + 0.012, out]], mouthOpening > 0.1 ? '#3a0f10' : shade(lips, 0.55))}
${shape(
  [
    [-0.12, mouthHeight + gap + 0.16],
    [0, mouthHeight + gap + 0.14],
    [0.12, mouthHeight + gap + 0.16],
    [0, mouthHeight + gap + 0.19],
  ],
  dark,
  'opacity="0.35" filter="url(#soft)"',
)}`
}

function hair(unit: number, silhouette: number, identity: DrawnIdentity, yaw: number, pitch: number): string {
  const { hair: fill, hairStyle = 'short' } = identity
  const shift = 0.12 * Math.sin(yaw)
  const line = hairline(silhouette, hairStyle, shift, -0.25 * Math.sin(pitch))
  const cap = line && `<path d="${smooth(line.map(([x, y]): Point => [x * unit, y * unit]))}" fill="${fill}"/>`
  return `${cap ?? ''}${hairBeside(unit, silhouette, fill, hairStyle, shift)}`
}

function addNoise(pixels: Buffer, deviation: number, seed: number): void {
  const random = seededRandom(seed)
  if (deviation <= 0) return
  for (let i = 0; i < pixels.length; i++) {
    const nearlyNormal = (random() + random() + random() - 1.5) * 2
    pixels[i] = Math.max(0, Math.min(255, Math.round(pixels[i]! + deviation * nearlyNormal)))
  }
}

/** Numbers of 0..1 that the seed alone decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
