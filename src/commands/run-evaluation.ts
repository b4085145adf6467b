import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { evaluationJson } from '../evaluation/evaluation-json.ts'
import { type EvaluationTable, evaluationTables, explainLimit } from '../evaluation/evaluation-tables.ts'
import { type Limit, readLimits } from '../evaluation/fail-above.ts'
import { extractedFolder, forgetObservations } from '../evaluation/keep-observations.ts'
import { rateNames } from '../evaluation/named-rates.ts'
import { readDataSet } from '../evaluation/read-data-set.ts'
import { evaluationReport } from '../evaluation/report.ts'
import { SESSIONS_PER_CLIPS, SESSIONS_PER_FILM } from '../evaluation/session-counts.ts'
import { DEFAULT_POLICY, findPolicy, type Policy, policies } from '../liveness/decision/policy.ts'
import { loadConfig } from '../load-config.ts'
import { CommandError, FAILED, MISUSED } from './command.ts'
import { evaluateDataSet } from './evaluate-data-set.ts'
import { printable, printJson, table } from './print.ts'

/** As given on the command line. */
export interface EvaluationOptions {
  readonly policy?: string
  readonly sessions?: string
  readonly seed?: string
  readonly report?: string
  readonly 'fail-above'?: string
  readonly observations?: string
  readonly forget?: boolean
  readonly json?: boolean
}

/** Evaluates the data set of a folder and shows what was measured; returns the exit code where it is not 0. */
export async function runEvaluation(options: EvaluationOptions, folder: string): Promise<number | undefined> {
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
  else console.log([introduction(evaluation), ...evaluationTables(evaluation).map(asText)].join('\n\n'))
  const above = evaluation.limits.filter(({ isAbove }) => isAbove)
  for (const limit of above) console.error(`liveness: ${explainLimit(limit)}`)
  return above.length > 0 ? FAILED : undefined
}

async function forget(observations: string, folder: string): Promise<undefined> {
  const erased = await forgetObservations(observations, folder)
  console.log(`Erased what was measured on ${erased} ${erased === 1 ? 'film or picture' : 'films and pictures'}.`)
}

function policyOf(name: string | undefined): Policy {
  if (name === undefined) return DEFAULT_POLICY
  const policy = findPolicy(name)
  if (policy) return policy
  const names = Object.keys(policies).join(', ')
  throw new CommandError(`There is no policy "${printable(name)}". There are: ${names}`, MISUSED)
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

function introduction({ dataSet, subjects, sessions, policy, seed, models }: Evaluation): string {
  const { name, layout, presentations } = dataSet
  const installed = models.map((model) => model.name).join(', ') || 'none installed'
  return [
    `${printable(name)} (${layout}): ${presentations.length} presentations, ${subjects} subjects, ${sessions} sessions`,
    `policy ${policy.name}, seed ${seed}, presentation-attack models: ${installed}`,
  ].join('\n')
}

function asText({ title, headings, rows, notes }: EvaluationTable): string {
  return [title, table(headings, rows), ...notes.map(printable)].join('\n')
}
