/**
 * Cosine of two descriptions, −1..1; NaN when one is all zeros or they differ in length. What real people reach:
 * docs/evaluation.md.
 */
export function similarity(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.NaN
  let [product, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!
    squaresA += a[i]! ** 2
    squaresB += b[i]! ** 2
  }
  return product / Math.sqrt(squaresA * squaresB)
}
