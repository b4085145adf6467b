import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detCurve } from '../../src/evaluation/det-curve.ts'
import { type EvaluationTerms, summarize } from '../../src/evaluation/evaluation.ts'
import { explainLimit } from '../../src/evaluation/evaluation-tables.ts'
import { readLimits } from '../../src/evaluation/fail-above.ts'
import { rateNames } from '../../src/evaluation/named-rates.ts'
import { distributions } from '../../src/evaluation/score-distribution.ts'
import type { SessionResult } from '../../src/evaluation/session-result.ts'
import { policies } from '../../src/liveness/decision/policy.ts'
import { presentation, sessions, times } from './session-results.ts'

const photo = (id: string) => presentation(id, { species: 'photo' })
const mask = (id: string) => presentation(id, { species: 'mask' })

function evaluate(results: readonly SessionResult[], limits: EvaluationTerms['limits'] = []) {
  const presentations = [...new Set(results.map((result) => result.presentation))]
  const dataSet = { name: 'made up', layout: 'dataset.json', presentations } as const
  return summarize(results, {
    ...{ dataSet, limits, models: [] },
    policy: policies['standard-1'],
    seed: 1,
    engine: 'e',
  })
}

test('the rates are those of ISO/IEC 30107-3: what is called which counts, and of how many', () => {
  const {
    rates,
    sessions: all,
    subjects,
  } = evaluate([
    ...sessions(presentation('a'), ['live', 'live', 'live', 'inconclusive']),
    ...sessions(presentation('b'), ['spoof', 'live'], {}, { depth: 'accuses' }),
    ...sessions(photo('c'), ['spoof', 'inconclusive', 'live', 'live']),
    ...sessions(mask('d'), ['spoof', 'spoof']),
  ])
  const shown = (name: string) => [rates[name]?.count, rates[name]?.of]
  assert.deepEqual([all, subjects], [12, 4])
  assert.deepEqual(shown('bpcer'), [1, 6])
  assert.deepEqual(shown('bpnrr'), [1, 6])
  assert.deepEqual(shown('bpcer.depth'), [2, 6])
  assert.deepEqual(shown('apcer.photo'), [2, 4])
  assert.deepEqual(shown('apnrr.photo'), [1, 4])
  assert.deepEqual(shown('apcer.mask'), [0, 2])
  assert.deepEqual(shown('apcer.photo.depth'), [4, 4])
  assert.deepEqual(rates.apcer, rates['apcer.photo'])
  assert.deepEqual(Object.keys(rates).sort(), rateNames([presentation('a'), photo('c'), mask('d')]).sort())
})

test('the portrait kept is counted where an attack shows other pictures after steps', () => {
  const film = { folder: 'victim', frameCount: 4, framesPerSecond: 10 }
  const material = { clips: { look_straight: film }, habits: [], afterStep: film }
  const swap = presentation('a', { species: 'swap', material })
  const { rates } = evaluate([
    ...sessions(swap, ['live', 'spoof'], { portraitExchanged: true }),
    ...sessions(swap, ['live', 'live'], { portraitExchanged: false }),
    ...sessions(presentation('b', { species: 'photo' }), ['spoof']),
  ])
  assert.deepEqual([rates['portrait.swap']?.count, rates['portrait.swap']?.of], [2, 4])
  assert.equal(rates['portrait.photo'], undefined)
  assert.ok(rateNames([swap]).includes('portrait.swap'))
})

test('a film that follows no prompt counts in what accuses, and not in what does not respond', () => {
  const { rates, rows } = evaluate([
    ...sessions(presentation('a'), ['live', 'inconclusive']),
    ...sessions(presentation('b'), ['spoof', ...times(9, 'inconclusive' as const)], { manner: 'follows_no_prompt' }),
  ])
  assert.deepEqual([rates.bpcer?.count, rates.bpcer?.of], [1, 12])
  assert.deepEqual([rates.bpnrr?.count, rates.bpnrr?.of], [1, 2])
  assert.deepEqual(
    rows.map(({ manner, sessions: count }) => [manner, count]),
    [
      [null, 12],
      ['obeys', 2],
      ['follows_no_prompt', 10],
    ],
  )
})

test('rates are reported by every group, and by thirds of the measured skin luminance', () => {
  const results = [10, 20, 30, 40, 50, 60].flatMap((skinLuminance, index) => {
    const groups = { glasses: index < 2 ? 'yes' : 'no' }
    return sessions(presentation(`p${index}`, { groups }), [index === 0 ? 'spoof' : 'live', 'live'], { skinLuminance })
  })
  const { groups } = evaluate(results)
  assert.deepEqual(
    groups.map(({ name, value, row }) => [name, value, row.subjects, row.verdict.spoof.count, row.sessions]),
    [
      ['glasses', 'no', 4, 0, 8],
      ['glasses', 'yes', 2, 1, 4],
      ['measured skin luminance', 'darkest third', 2, 1, 4],
      ['measured skin luminance', 'middle third', 2, 0, 4],
      ['measured skin luminance', 'lightest third', 2, 0, 4],
    ],
  )
})

test('a group whose rate lies above the interval of the others stands out, and one within it does not', () => {
  const people = (group: string, live: number, other: SessionResult['verdict']) =>
    Array.from({ length: 10 }, (_, index) => presentation(`${group}${index}`, { groups: { skin: group } })).flatMap(
      (one) => sessions(one, [...times(live, 'live' as const), ...times(10 - live, other)]),
    )
  const standing = (results: readonly SessionResult[]) =>
    evaluate(results).groups.flatMap(({ name, value, standsOut }) =>
      name === 'skin' ? standsOut.map(({ rate }) => `${value} ${rate}`) : [],
    )
  assert.deepEqual(standing([...people('dark', 5, 'inconclusive'), ...people('light', 9, 'inconclusive')]), [
    'dark bpnrr',
  ])
  assert.deepEqual(standing([...people('dark', 5, 'spoof'), ...people('light', 9, 'spoof')]), ['dark bpcer'])
  assert.deepEqual(standing([...people('dark', 9, 'spoof'), ...people('light', 9, 'spoof')]), [])
})

test('the worst presentations are those accused most, then denied most, and the attacks that pass most', () => {
  const { worst } = evaluate([
    ...sessions(presentation('good'), ['live', 'live']),
    ...sessions(presentation('denied'), ['inconclusive', 'inconclusive'], { hint: 'too_dark' }, { quality: 'denies' }),
    ...sessions(presentation('accused'), ['spoof', 'live'], {}, { depth: 'accuses' }),
    ...sessions(photo('passed'), ['live', 'spoof']),
    ...sessions(photo('refused'), ['spoof', 'spoof']),
  ])
  assert.deepEqual(
    worst.bonaFide.map((one) => one.presentation.id),
    ['accused', 'denied'],
  )
  assert.deepEqual(worst.bonaFide[0]?.why, ['depth accuses 1 (0.010 to 0.010)'])
  assert.deepEqual(worst.bonaFide[1]?.why, ['quality denies 2 (0.010 to 0.010)', 'told too_dark 2'])
  assert.deepEqual(
    worst.attacks.map((one) => one.presentation.id),
    ['passed'],
  )
})

const names = rateNames([presentation('person'), presentation('photo', { species: 'photo' })])

test('limits are read, and what names no rate is refused with the list of those there are', () => {
  assert.deepEqual(readLimits('bpcer=0.02, apcer.photo=.05', names), [
    { name: 'bpcer', most: 0.02 },
    { name: 'apcer.photo', most: 0.05 },
  ])
  assert.throws(
    () => readLimits('apcer.mask=0.1', names),
    /"apcer\.mask" is no rate .* There are: bpcer, bpnrr, .*apcer/,
  )
  for (const text of ['', 'bpcer', 'bpcer=', 'bpcer=2', 'bpcer=-1', 'bpcer=NaN', 'bpcer=1=1', 'bpcer=0.1,'])
    assert.throws(() => readLimits(text, names), /must be a rate and a number from 0 to 1/)
})

test('a limit is compared with the upper bound: too few sessions are above it, enough of them are not', () => {
  const bpcerAbove = (count: number) => {
    const results = sessions(presentation('a'), times(count, 'live' as const))
    return evaluate(results, readLimits('bpcer=0.05', ['bpcer'])).limits[0]
  }
  assert.deepEqual([bpcerAbove(20)?.isAbove, bpcerAbove(200)?.isAbove], [true, false])
  assert.ok(Math.abs(bpcerAbove(200)!.upperBound - (1 - 0.025 ** (1 / 200))) < 1e-9)
})

test('a limit on a rate of which nothing was measured is not kept', () => {
  const film = sessions(presentation('a'), ['inconclusive'], { manner: 'follows_no_prompt' })
  const [limit] = evaluate(film, readLimits('bpnrr=1', ['bpnrr'])).limits
  assert.deepEqual([limit?.of, limit?.isAbove], [0, true])
  assert.match(explainLimit(limit!), /^bpnrr was measured on nothing/)
})

test('an error tradeoff counts what was not measured as not passed', () => {
  const points = detCurve([0.2, 0.8, null, 0.9], [0.1, 0.5])
  const at = (threshold: number) => points.find((point) => point.threshold === threshold)
  assert.deepEqual(at(0.1), { threshold: 0.1, attacksPassed: 1, bonaFideNotPassed: 0.25 })
  assert.deepEqual(at(0.5), { threshold: 0.5, attacksPassed: 0.5, bonaFideNotPassed: 0.5 })
  assert.deepEqual(at(0.9), { threshold: 0.9, attacksPassed: 0, bonaFideNotPassed: 0.75 })
  assert.deepEqual(points.at(-1), { threshold: Number.POSITIVE_INFINITY, attacksPassed: 0, bonaFideNotPassed: 1 })
  assert.deepEqual(detCurve([0.2], [null]), [])
})

test('a distribution has shares that add up, with what was not measured', () => {
  const found = distributions([{ name: 'bona fide', values: [0, 0.5, 1, null] }])
  const [kind] = found!.kinds
  assert.deepEqual([found!.from, found!.to, kind!.notMeasured], [0, 1, 0.25])
  assert.ok(Math.abs(kind!.shares.reduce((sum, share) => sum + share, 0) - 0.75) < 1e-12)
  assert.equal(distributions([{ name: 'bona fide', values: [null] }]), null)
})
