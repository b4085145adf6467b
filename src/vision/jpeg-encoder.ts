/** Whose quantization tables a JPEG has: the example's of the standard, at whatever quality, or an encoder's own. */
export type JpegEncoder = 'standard_tables' | 'own_tables'

const DEFINE_TABLES = 0xdb
const START_OF_SCAN = 0xda

/** Null for what is no JPEG, or has no first table of 8 bits. */
export function jpegEncoder(bytes: Uint8Array): JpegEncoder | null {
  const table = luminanceTable(bytes)
  if (!table) return null
  for (let quality = 1; quality <= 100; quality++) if (isScaled(table, quality)) return 'standard_tables'
  return 'own_tables'
}

/** Table 0, in zigzag order (ITU T.81, B.2.4.1). */
function luminanceTable(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== START_OF_SCAN; ) {
    const end = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!
    if (bytes[at + 1] === DEFINE_TABLES)
      for (let table = at + 4; table < end; table += bytes[table]! >> 4 ? 129 : 65)
        if (bytes[table] === 0 && table + 65 <= bytes.length) return bytes.subarray(table + 1, table + 65)
    at = Math.max(at + 4, end)
  }
  return null
}

/** As the Independent JPEG Group's library scales it, and with it Chromium's and Firefox's canvas. */
function isScaled(table: Uint8Array, quality: number): boolean {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality
  return STANDARD.every((entry, at) => {
    const scaled = Math.floor((entry * percent + 50) / 100)
    return table[at] === Math.min(255, Math.max(1, scaled))
  })
}

// biome-ignore format: eight rows, as the zigzag goes.
/** Luminance (ITU T.81, table K.1), in zigzag order. */
const STANDARD = [
  16, 11, 12, 14, 12, 10, 16, 14,
  13, 14, 18, 17, 16, 19, 24, 40,
  26, 24, 22, 22, 24, 49, 35, 37,
  29, 40, 58, 51, 61, 60, 57, 51,
  56, 55, 64, 72, 92, 78, 64, 68,
  87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113,
  121, 112, 100, 120, 92, 101, 103, 99,
]
