import type { Html } from '../html.ts'
import type { DetPoint } from './det-curve.ts'
import { normalDeviate } from './normal-deviate.ts'
import { line, plotFrame } from './plot-frame.ts'
import type { SignalCurves } from './signal-curves.ts'

const SHARES = [0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999]
const [FROM, TO] = [normalDeviate(SHARES[0]!), normalDeviate(SHARES.at(-1)!)]
const TICKS = SHARES.map((share) => ({ at: place(share), text: `${Math.round(share * 1000) / 10}` }))

/** DET curves of one value against each species, on axes of normal deviates; null without attacks. */
export function plotDet({ name, det }: SignalCurves): Html | null {
  if (det.length === 0) return null
  return plotFrame(
    `${name}: detection error tradeoff`,
    { title: 'attacks passed, %', ticks: TICKS },
    { title: 'bona fide not passed, %', ticks: TICKS },
    det.map(({ species }, index) => ({ name: species, color: colorOf(index) })),
    det.map(({ points }, index) => line(steps(points), colorOf(index))),
  )
}

/** As in the distributions, where the first color is that of bona fide presentations. */
const colorOf = (index: number) => index + 1

/** Between two thresholds there is nothing: the curve goes in steps, on the side where more goes wrong. */
function steps(points: readonly DetPoint[]): [number, number][] {
  return points.flatMap(({ attacksPassed, bonaFideNotPassed }, index): [number, number][] => {
    const [x, y] = [place(attacksPassed), place(bonaFideNotPassed)]
    return index === 0
      ? [[x, y]]
      : [
          [place(points[index - 1]!.attacksPassed), y],
          [x, y],
        ]
  })
}

/** Shares beyond the ends of the axis are drawn at its ends. */
function place(share: number): number {
  return Math.min(1, Math.max(0, (normalDeviate(share) - FROM) / (TO - FROM)))
}
