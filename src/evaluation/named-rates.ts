import { signalNames } from '../liveness/decision/policy.ts'
import type { Presentation } from './data-set.ts'
import { type RateRow, speciesOf } from './rate-rows.ts'
import { measureRates, type Rate } from './rates.ts'
import type { SessionResult } from './session-result.ts'

/**
 * The rates of ISO/IEC 30107-3 by name, over presentations of whichever manner. An attack presentation counts in
 * `apcer` where the verdict is live, in `apnrr` where it is inconclusive; a bona fide one in `bpcer` where it is a
 * spoof, in `bpnrr` where it is inconclusive. Of one signal: `bpcer.depth`, where it accuses, and
 * `apcer.photo.depth`, where it passes. `apcer` and `apnrr` alone are those of the worst species. A film that follows
 * no prompt can't respond, so the rates of non-response are over the others. Of an attack that shows other pictures
 * after steps, `portrait.<species>` counts where one of those is kept as the portrait, whatever the verdict.
 */
export type NamedRates = Readonly<Record<string, Rate>>

/** The names that a data set with these presentations has rates for. */
export function rateNames(presentations: readonly Pick<Presentation, 'species' | 'material'>[]): string[] {
  const species = speciesOf(presentations)
  const exchanging = presentations.filter(({ material }) => 'clips' in material && material.afterStep)
  return species
    .flatMap((one) =>
      one === null
        ? ['bpcer', 'bpnrr', ...signalNames.map((signal) => `bpcer.${signal}`)]
        : [`apcer.${one}`, `apnrr.${one}`, ...signalNames.map((signal) => `apcer.${one}.${signal}`)],
    )
    .concat(speciesOf(exchanging).map((one) => `portrait.${one}`))
    .concat(species.some((one) => one !== null) ? ['apcer', 'apnrr'] : [])
}

/** `rows` are those of `rateRows`. */
export function namedRates(results: readonly SessionResult[], rows: readonly RateRow[], seed: number): NamedRates {
  const rates: Record<string, Rate> = {}
  const attacks: { readonly apcer: Rate; readonly apnrr: Rate }[] = []
  for (const { species, verdict, signals } of rows.filter(({ manner }) => manner === null)) {
    const nonResponse = nonResponseRate(results, species, seed)
    if (species === null) {
      Object.assign(rates, { bpcer: verdict.spoof, bpnrr: nonResponse })
      for (const signal of signalNames) rates[`bpcer.${signal}`] = signals[signal].accuses
    } else {
      Object.assign(rates, { [`apcer.${species}`]: verdict.live, [`apnrr.${species}`]: nonResponse })
      for (const signal of signalNames) rates[`apcer.${species}.${signal}`] = signals[signal].passed
      Object.assign(rates, portraitRate(results, species, seed))
      attacks.push({ apcer: verdict.live, apnrr: nonResponse })
    }
  }
  for (const name of ['apcer', 'apnrr'] as const)
    if (attacks.length > 0) rates[name] = attacks.map((attack) => attack[name]).reduce(worse)
  return rates
}

function nonResponseRate(results: readonly SessionResult[], species: string | null, seed: number): Rate {
  const asked = results.filter(
    ({ presentation, manner }) => presentation.species === species && manner !== 'follows_no_prompt',
  )
  return measureRates(asked, { nonResponse: ({ verdict }) => verdict === 'inconclusive' }, seed).nonResponse
}

function portraitRate(results: readonly SessionResult[], species: string, seed: number): NamedRates {
  const own = results.filter(
    ({ presentation, portraitExchanged }) => presentation.species === species && portraitExchanged !== null,
  )
  if (own.length === 0) return {}
  const { exchanged } = measureRates(own, { exchanged: (result) => result.portraitExchanged === true }, seed)
  return { [`portrait.${species}`]: exchanged }
}

const worse = (a: Rate, b: Rate) => (b.interval[1] > a.interval[1] ? b : a)
