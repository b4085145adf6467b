import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { DataSet } from '../evaluation/data-set.ts'
import { engineVersion } from '../evaluation/engine-version.ts'
import { groupRates } from '../evaluation/group-rates.ts'
import { forgetObservations, type KeptObservations, openKeptObservations } from '../evaluation/keep-observations.ts'
import { observeDataSet } from '../evaluation/observe-data-set.ts'
import { playDataSet } from '../evaluation/play-data-set.ts'
import { rateRows } from '../evaluation/rate-rows.ts'
import { readDataSet } from '../evaluation/read-data-set.ts'
import { DEFAULT_POLICY, findPolicy, type Policy, policies } from '../liveness/decision/policy.ts'
import { loadConfig } from '../load-config.ts'
import { verifyModels } from '../vision/models/verify-models.ts'
import { openVisionPool } from '../vision/pool.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { evaluationTables } from './evaluation-tables.ts'
import { modelFolder } from './model-folder.ts'
import { printable, printJson } from './print.ts'
import { openProgressLine } from './progress-line.ts'

const names = Object.keys(policies).join(', ')
const SESSIONS_PER_FILM = 50
const SESSIONS_PER_CLIPS = 10

export const evaluateCommand = command({
  summary: 'Measure error rates on films and pictures of people and of attacks',
  more: `docs/evaluation.md says how to make a data set, and what the rates mean. Policies: ${names}`,
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
      about: 'Draw other challenges; else 1. The same seed, the same numbers',
    },
    observations: { type: 'string', value: '<folder>', about: 'Keep what was measured there; else in DATA_DIR' },
    forget: { type: 'boolean', about: 'Erase what was measured on this data set, and evaluate nothing' },
    ...jsonOption,
  },
  async run({ options, arguments: [folder = ''] }) {
    const config = loadConfig()
    const observations = options.observations ?? join(config.DATA_DIR, 'evaluation')
    if (options.forget) {
      const erased = await forgetObservations(observations, folder)
      console.log(`What was measured on ${erased} ${erased === 1 ? 'film' : 'films'} is erased.`)
      return undefined
    }
    const policy = policyOf(options.policy)
    const sessions = wholeNumber('sessions', options.sessions, 1, 10_000)
    const seed = wholeNumber('seed', options.seed, 0, 2 ** 32 - 1) ?? 1
    const dataSet = await readDataSet(folder)
    const installed = await verifyModels(modelFolder(), () => {})
    await mkdir(config.DATA_DIR, { recursive: true })
    const engine = await engineVersion(installed.map(({ entry }) => entry))
    const kept = await openKeptObservations(observations, folder, engine)
    const films = await observe(dataSet, kept)
    const results = await play(dataSet, kept, films, {
      ...{ policy, seed, steps: config.LIVENESS_STEPS, seconds: config.LIVENESS_SESSION_SECONDS },
      sessionsPerFilm: sessions ?? SESSIONS_PER_FILM,
      sessionsPerClips: sessions ?? SESSIONS_PER_CLIPS,
      presentationAttackInstalled: installed.length > 0,
    })
    const rows = rateRows(results, seed)
    const groups = groupRates(results, seed)
    if (options.json) printJson({ rows, groups })
    else console.log(evaluationTables(rows, groups))
    return undefined
  },
})

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

async function observe({ presentations }: DataSet, kept: KeptObservations): Promise<ReadonlyMap<string, string>> {
  const workers = availableParallelism()
  const progress = openProgressLine()
  const openVision = async () => {
    const vision = openVisionPool({ modelFolder: modelFolder(), workers, queueFramesMax: 2 * workers, log: () => {} })
    await vision.ready.catch((error: Error) => {
      throw new CommandError(`The models cannot be run: ${error.message}`)
    })
    return vision
  }
  const observed = (done: number, total: number) => progress.show('pictures measured', done, total)
  try {
    return await observeDataSet({ kept, openVision, workers, observed }, presentations)
  } finally {
    progress.end()
  }
}

async function play(dataSet: DataSet, kept: KeptObservations, ...rest: RestOf<typeof playDataSet>) {
  const progress = openProgressLine()
  let total = dataSet.presentations.length
  try {
    return await playDataSet(dataSet, kept, ...rest, (sessions, left) => {
      const done = dataSet.presentations.length - left
      total = Math.round((sessions * dataSet.presentations.length) / done)
      progress.show('sessions played', sessions, total)
    })
  } finally {
    progress.end()
  }
}
type RestOf<Function extends (...args: never[]) => unknown> =
  Parameters<Function> extends [unknown, unknown, infer A, infer B, unknown] ? [A, B] : never
