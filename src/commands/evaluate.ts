import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluationJson } from '../evaluation/evaluation-json.ts'
import { type EvaluationTable, evaluationTables, explainLimit } from '../evaluation/evaluation-tables.ts'
import { type Limit, readLimits } from '../evaluation/fail-above.ts'
import { extractedFolder, forgetObservations } from '../evaluation/keep-observations.ts'
import { rateNames } from '../evaluation/named-rates.ts'
import { readDataSet } from '../evaluation/read-data-set.ts'
import { evaluationReport } from '../evaluation/report.ts'
import { DEFAULT_POLICY, findPolicy, type Policy, policies } from '../liveness/decision/policy.ts'
import { loadConfig } from '../load-config.ts'
import { CommandError, command, FAILED, jsonOption, MISUSED } from './command.ts'
import { evaluateDataSet } from './evaluate-data-set.ts'
import { printable, printJson, table } from './print.ts'

const names = Object.keys(policies).join(', ')
const SESSIONS_PER_FILM = 50
const SESSIONS_PER_CLIPS = 10

export const evaluateCommand = command({
  summary: 'Measure error rates on films and pictures of people and of attacks',
  more: [
    'The folder holds dataset.json and what it names, or is laid out as OULU-NPU or CelebA-Spoof. Each picture is',
    'measured once and the measurements are kept, so a second evaluation is fast; they describe faces: --forget erases',
    'them. docs/evaluation.md says how to make a data set and what the rates mean. With --fail-above the exit code is 1',
    `where a rate may be above its limit. Policies: ${names}`,
  ].join('\n'),
  arguments: ['folder'],
  options: {
    policy: { type: 'string', value: '<name>', about: `Judge by this policy; else by ${DEFAULT_POLICY.name}` },
    sessions: {
      type: 'string',
      value: '<number>',
      about: `Sessions played of each presentation; else ${SESSIONS_PER_FILM} of a film, ${SESSIONS_PER_CLIPS} of clips`,
    },
    seed: {
      type: 'string',
      value: '<number>',
      about: 'Draws other challenges; else 1. The same seed, the same numbers',
    },
    report: { type: 'string', value: '<file>', about: 'Write a page with tables and plots there, such as report.html' },
    'fail-above': {
      type: 'string',
      value: '<limits>',
      about: 'Such as bpcer=0.02,apcer.photo=0.05: compares upper bounds',
    },
    observations: { type: 'string', value: '<folder>', about: 'Keep measurements there; else in DATA_DIR/evaluation' },
    forget: { type: 'boolean', about: 'Erase the measurements kept of this data set, and evaluate nothing' },
    ...jsonOption,
  },
  async run({ options, arguments: [folder = ''] }) {
    const { DATA_DIR, LIVENESS_STEPS, LIVENESS_SESSION_SECONDS } = loadConfig()
    const observations = options.observations ?? join(DATA_DIR, 'evaluation')
    if (options.forget) return forget(observations, folder)
    const policy = policyOf(options.policy)
    const sessions = wholeNumber('sessions', options.sessions, 1, 10_000)
    const seed = wholeNumber('seed', options.seed, 0, 2 ** 32 - 1) ?? 1
    const dataSet = await readDataSet(folder, extractedFolder(observations, folder))
    const limits = limitsOf(options['fail-above'], rateNames(dataSet.presentations))
    const evaluation = await evaluateDataSet(dataSet, {
      ...{ folder, observations, policy, seed, limits, steps: LIVENESS_STEPS, seconds: LIVENESS_SESSION_SECONDS },
      sessionsPerFilm: sessions ?? SESSIONS_PER_FILM,
      sessionsPerClips: sessions ?? SESSIONS_PER_CLIPS,
    })
    if (options.report !== undefined) await writeFile(options.report, evaluationReport(evaluation, new Date()))
    if (options.json) printJson(evaluationJson(evaluation))
    else console.log(evaluationTables(evaluation).map(asText).join('\n\n'))
    const above = evaluation.limits.filter(({ isAbove }) => isAbove)
    for (const limit of above) console.error(`liveness: ${explainLimit(limit)}`)
    return above.length > 0 ? FAILED : undefined
  },
})

async function forget(observations: string, folder: string): Promise<undefined> {
  const erased = await forgetObservations(observations, folder)
  console.log(`Erased what was measured on ${erased} ${erased === 1 ? 'film or picture' : 'films and pictures'}.`)
}

function policyOf(name: string | undefined): Policy {
  if (name === undefined) return DEFAULT_POLICY
  const policy = findPolicy(name)
  if (!policy) throw new CommandError(`There is no policy "${printable(name)}". There are: ${names}`, MISUSED)
  return policy
}

function wholeNumber(option: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= from && value <= to) return value
  throw new CommandError(`--${option} must be a whole number from ${from} to ${to}.`, MISUSED)
}

function limitsOf(text: string | undefined, rates: readonly string[]): Limit[] {
  if (text === undefined) return []
  try {
    return readLimits(text, rates)
  } catch (error) {
    throw new CommandError(`--fail-above: ${printable((error as Error).message)}`, MISUSED)
  }
}

function asText({ title, headings, rows, notes }: EvaluationTable): string {
  return [title, table(headings, rows), ...notes.map(printable)].join('\n')
}
