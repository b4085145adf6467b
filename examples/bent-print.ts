import sharp from 'sharp'

/** Radius of the cylinder that the print is bent round, and the distance of the eye, both in picture widths. */
const RADIUS = 0.28
const DISTANCE = 2.2

/** A print bent round an upright cylinder and turned about its axis by so many degrees, seen from the front. */
export async function bendPrint(picture: Uint8Array, degrees: number): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const seen = Buffer.alloc(data.length, 110)
  const columns = columnsSeen(width, (degrees * Math.PI) / 180)
  for (const [column, { source, scale }] of columns)
    for (let row = 0; row < height; row++) {
      const sourceRow = Math.round((row - height / 2) / scale + height / 2)
      if (sourceRow < 0 || sourceRow >= height) continue
      const from = (sourceRow * width + source) * 3
      data.copy(seen, (row * width + column) * 3, from, from + 3)
    }
  const jpeg = sharp(seen, { raw: { width, height, channels: 3 } }).jpeg({ quality: 85 })
  return new Uint8Array(await jpeg.toBuffer())
}

/** Which column of the print is seen in each column of the picture, and how much larger it looks there. */
function columnsSeen(width: number, turn: number): Map<number, { source: number; scale: number }> {
  const [radius, distance] = [RADIUS * width, DISTANCE * width]
  const seen = new Map<number, { source: number; scale: number; nearness: number }>()
  for (let at = -width / 2; at < width / 2; at += 0.25) {
    const angle = at / radius + turn
    if (Math.abs(angle) >= Math.PI / 2) continue
    const nearness = radius * (Math.cos(angle) - 1)
    const scale = distance / (distance - nearness)
    const column = Math.round(radius * (Math.sin(angle) - Math.sin(turn)) * scale + width / 2)
    if (column < 0 || column >= width || nearness < (seen.get(column)?.nearness ?? Number.NEGATIVE_INFINITY)) continue
    seen.set(column, { source: Math.max(0, Math.min(width - 1, Math.round(at + width / 2))), scale, nearness })
  }
  return seen
}
