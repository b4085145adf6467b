/** Draws every species of attack, evaluates them beside honest people, and prints a table; `--help` says more. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluateDataSet } from '../../src/commands/evaluate-data-set.ts'
import { openProgressLine } from '../../src/commands/progress-line.ts'
import { readDataSet } from '../../src/evaluation/read-data-set.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { loadConfig } from '../../src/load-config.ts'
import { openVisionModels } from '../../src/vision/open-vision-models.ts'
import { attackTable } from './attack-table.ts'
import { openCast } from './cast.ts'
import { drawAttacks } from './draw-attacks.ts'
import { families, presentationsOf } from './species.ts'

const HELP = `usage: npm run table:attacks -- <folder> [options]

Draws people who do as asked and every species of attack into the folder, as a
data set for \`liveness evaluate\`, plays sessions of each and prints how often it
is live. The same arguments give the same numbers.

  --species <names>   only these, such as animated-photo,portrait-swap
  --each <number>     presentations of a species, 1 to 8; else 4
  --sessions <number> sessions of a presentation; else 5
  --seed <number>     other challenges; else 1
  --people <folder>   folders of pictures of people, whose stills are animated
  --models <folder>   presentation-attack models, as \`liveness models add\` left
                      them; else those of MODEL_DIR
  --drawn             evaluate what is in the folder already

species: ${Object.keys(families).join(', ')}
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ species: { type: 'string' }, each: { type: 'string' }, sessions: { type: 'string' } },
    ...{
      seed: { type: 'string' },
      people: { type: 'string' },
      models: { type: 'string' },
      drawn: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  },
})
const chosen = values.species?.split(',') ?? Object.keys(families)
const unknown = chosen.filter((name) => !Object.hasOwn(families, name))
const [each, sessions, seed] = [values.each ?? '4', values.sessions ?? '5', values.seed ?? '1'].map(Number) as [
  ...[number, number, number],
]
const isUsable =
  positionals.length === 1 && unknown.length === 0 && each >= 1 && each <= 8 && sessions >= 1 && seed >= 0
if (!isUsable || values.help) {
  for (const name of unknown) console.error(`There is no species "${name}".`)
  if (values.help) console.log(HELP)
  else console.error(HELP)
  process.exit(values.help ? 0 : 2)
}

try {
  const folder = positionals[0]!
  if (values.models !== undefined) process.env.MODEL_DIR = values.models
  if (!values.drawn) {
    await mkdir(folder, { recursive: true })
    const cast = await openCast(await openVisionModels(), values.people)
    const progress = openProgressLine('films drawn')
    await drawAttacks(folder, presentationsOf(cast, chosen, each), progress.show)
    progress.end()
  }
  const { DATA_DIR, LIVENESS_STEPS, LIVENESS_SESSION_SECONDS } = loadConfig()
  const observations = join(DATA_DIR, 'evaluation')
  const evaluation = await evaluateDataSet(await readDataSet(folder, folder), {
    ...{ folder, observations, policy: DEFAULT_POLICY, seed, limits: [] },
    ...{
      steps: LIVENESS_STEPS,
      seconds: LIVENESS_SESSION_SECONDS,
      sessionsPerFilm: sessions,
      sessionsPerClips: sessions,
    },
  })
  console.log(attackTable(evaluation))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
