import { renderUnicodeCompact } from 'uqr'

const BORDER_MODULES = 2
const WHITE_ON_BLACK = '\u001b[97;40m'
const OWN_COLORS = '\u001b[0m'

/** A QR code in half-blocks, dark on light whatever the colors of the terminal. */
export function drawQr(text: string, colors: boolean | undefined): string {
  const lines = renderUnicodeCompact(text, { border: BORDER_MODULES }).split('\n')
  return lines.map((line) => (colors ? WHITE_ON_BLACK + line + OWN_COLORS : line)).join('\n')
}
