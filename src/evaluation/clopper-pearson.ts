export type Interval = readonly [low: number, high: number]

/**
 * The exact interval of a proportion: `count` of `of`, at 95 % unless told. Clopper and Pearson, “The use of confidence
 * or fiducial limits illustrated in the case of the binomial”, Biometrika 26 (1934). Of nothing it is 0 to 1.
 */
export function clopperPearson(count: number, of: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2
  return [
    count === 0 ? 0 : betaQuantile(tail, count, of - count + 1),
    count === of ? 1 : betaQuantile(1 - tail, count + 1, of - count),
  ]
}

/** Where the regularized incomplete beta function reaches `probability`, by bisection. */
export function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, a, b) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * The regularized incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun, 26.5.8) with
 * Lentz's method, on whichever side of the mean it converges fast.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const apart = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let [c, d] = [1, 1 / apart(1 - ((a + b) * x) / (a + 1))]
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / apart(1 + even * d)
    c = apart(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / apart(1 + odd * d)
    c = apart(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-14) break
  }
  return front * fraction
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Lanczos' approximation (g = 7, nine terms), exact to 15 digits for arguments from 1 on. */
function logGamma(z: number): number {
  const shifted = z - 1
  const series = LANCZOS.reduce((sum, term, index) => (index === 0 ? term : sum + term / (shifted + index)), 0)
  const base = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series)
}
