import type { Picture } from './decode-picture.ts'
import type { FaceCrop } from './observation.ts'

/** A rectangle of the picture, turned by its roll; positions in pixels of the full-size picture. */
export interface Region {
  readonly centerX: number
  readonly centerY: number
  readonly width: number
  readonly height: number
  readonly rollDegrees: number
  /** Left and right exchanged. */
  readonly mirrored: boolean
}

/** The input that a model takes: a value v of 0..255 becomes v · scale + shift, in three planes. */
export interface SampleFormat {
  readonly side: number
  readonly scale: number
  readonly shift: number
  readonly planes: 'rgb' | 'bgr'
}

export function squareRegion({ centerX, centerY, size, rollDegrees }: FaceCrop, mirrored = false): Region {
  return { centerX, centerY, width: size, height: size, rollDegrees, mirrored }
}

/**
 * Reads a region into `side × side` values a plane, each between its four neighboring pixels (bilinear, pixel centers
 * at halves), black outside the picture. Decoding aside, this is the only pass over pixels on the way to a model.
 */
export function sampleRegion(
  picture: Picture,
  region: Region,
  { side, scale, shift, planes }: SampleFormat,
  target: Float32Array,
  offset = 0,
): void {
  const { pixels, columns, rows } = picture
  const plane = side * side
  const red = offset + (planes === 'rgb' ? 0 : 2 * plane)
  const green = offset + plane
  const blue = offset + (planes === 'rgb' ? 2 * plane : 0)
  const { startX, startY, acrossX, acrossY, downX, downY } = gridOver(picture, region, side)
  const lastColumn = columns - 1
  const lastRow = rows - 1
  const rowBytes = columns * 3
  let cell = 0
  for (let row = 0; row < side; row++) {
    let x = startX + row * downX
    let y = startY + row * downY
    for (let column = 0; column < side; column++, cell++, x += acrossX, y += acrossY) {
      let insideX = x
      let insideY = y
      let across = 3
      let down = rowBytes
      if (!(x >= 0 && y >= 0 && x < lastColumn && y < lastRow)) {
        if (!(x >= -0.5 && y >= -0.5 && x <= lastColumn + 0.5 && y <= lastRow + 0.5)) {
          target[red + cell] = shift
          target[green + cell] = shift
          target[blue + cell] = shift
          continue
        }
        insideX = Math.max(0, Math.min(x, lastColumn))
        insideY = Math.max(0, Math.min(y, lastRow))
        if (insideX === lastColumn) across = 0
        if (insideY === lastRow) down = 0
      }
      const left = insideX | 0
      const top = insideY | 0
      const rightShare = insideX - left
      const bottomShare = insideY - top
      const a = (top * columns + left) * 3
      const b = a + across
      const c = a + down
      const d = c + across
      const wd = rightShare * bottomShare * scale
      const wb = rightShare * scale - wd
      const wc = bottomShare * scale - wd
      const wa = scale - wb - wc - wd
      target[red + cell] = pixels[a]! * wa + pixels[b]! * wb + pixels[c]! * wc + pixels[d]! * wd + shift
      target[green + cell] =
        pixels[a + 1]! * wa + pixels[b + 1]! * wb + pixels[c + 1]! * wc + pixels[d + 1]! * wd + shift
      target[blue + cell] =
        pixels[a + 2]! * wa + pixels[b + 2]! * wb + pixels[c + 2]! * wc + pixels[d + 2]! * wd + shift
    }
  }
}

/** Where the first value is read, in decoded pixels, and the steps from one value to the next across and down. */
function gridOver({ columns, rows, widthPixels, heightPixels }: Picture, region: Region, side: number) {
  const radians = (region.rollDegrees * Math.PI) / 180
  const perColumn = columns / widthPixels
  const perRow = rows / heightPixels
  const stepAcross = ((region.mirrored ? -1 : 1) * region.width) / side
  const stepDown = region.height / side
  const acrossX = Math.cos(radians) * stepAcross * perColumn
  const acrossY = Math.sin(radians) * stepAcross * perRow
  const downX = -Math.sin(radians) * stepDown * perColumn
  const downY = Math.cos(radians) * stepDown * perRow
  const half = (side - 1) / 2
  const startX = region.centerX * perColumn - 0.5 - half * (acrossX + downX)
  const startY = region.centerY * perRow - 0.5 - half * (acrossY + downY)
  return { startX, startY, acrossX, acrossY, downX, downY }
}
