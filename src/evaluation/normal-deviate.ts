/**
 * The standard normal deviate that a share of 0 to 1 lies below, to 1e-9: the scale of DET axes (Martin and others,
 * “The DET curve in assessment of detection task performance”, 1997). P. J. Acklam's rational approximation.
 */
export function normalDeviate(share: number): number {
  if (!(share > 0)) return Number.NEGATIVE_INFINITY
  if (!(share < 1)) return Number.POSITIVE_INFINITY
  if (share > 0.5) return -normalDeviate(1 - share)
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share))
    return polynomial(TAIL_ABOVE, q) / (polynomial(TAIL_BELOW, q) * q + 1)
  }
  const q = share - 0.5
  const r = q * q
  return (polynomial(MIDDLE_ABOVE, r) * q) / (polynomial(MIDDLE_BELOW, r) * r + 1)
}

const polynomial = (terms: readonly number[], x: number) => terms.reduce((sum, term) => sum * x + term, 0)

const MIDDLE_ABOVE = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const MIDDLE_BELOW = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
]
const TAIL_ABOVE = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const TAIL_BELOW = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]
