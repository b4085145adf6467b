/** The rows of a keyboard; those with Shift lie on the same keys. Each row is shifted right against the one above. */
const ROWS = ['1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./']
const SHIFTED_ROWS = ['!@#$%^&*()_+', 'qwertyuiop{}', 'asdfghjkl:"', 'zxcvbnm<>?']

const keys = new Map<string, { readonly row: number; readonly column: number }>()
for (const rows of [SHIFTED_ROWS, ROWS])
  for (const [row, letters] of rows.entries())
    for (const [column, letter] of [...letters].entries()) keys.set(letter, { row, column })

/** True when two characters lie on the same key or on keys that touch, on the layout of the United States. */
export function isKeyboardStep(from: string, to: string): boolean {
  const [a, b] = [keys.get(from), keys.get(to)]
  if (a === undefined || b === undefined) return false
  const [down, right] = [b.row - a.row, b.column - a.column]
  if (down === 0) return Math.abs(right) <= 1
  return (down === 1 && (right === 0 || right === -1)) || (down === -1 && (right === 0 || right === 1))
}
