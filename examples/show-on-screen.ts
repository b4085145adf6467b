import sharp from 'sharp'

const SHOWN_SHARE = 0.88
const BEZEL = { r: 14, g: 14, b: 16 }

/** A picture played on a screen before the camera: smaller, within a dark frame, bluish, with the lines of its rows. */
export async function showOnScreen(picture: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { width = 0, height = 0 } = await sharp(picture).metadata()
  const [shownWidth, shownHeight] = [Math.round(width * SHOWN_SHARE), Math.round(height * SHOWN_SHARE)]
  const [left, top] = [Math.floor((width - shownWidth) / 2), Math.floor((height - shownHeight) / 2)]
  const rows = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${shownWidth}" height="${shownHeight}"><defs><pattern id="rows" width="3" height="3" patternUnits="userSpaceOnUse"><rect width="3" height="1" fill="#000" opacity="0.12"/></pattern></defs><rect width="100%" height="100%" fill="#2040ff" opacity="0.05"/><rect width="100%" height="100%" fill="url(#rows)"/></svg>`,
  )
  const shown = sharp(picture)
    .resize(shownWidth, shownHeight)
    .composite([{ input: rows }])
    .extend({
      ...{ left, top, right: width - shownWidth - left, bottom: height - shownHeight - top },
      background: BEZEL,
    })
  return new Uint8Array(await shown.jpeg({ quality: 85 }).toBuffer())
}
