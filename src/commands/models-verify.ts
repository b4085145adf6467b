import { installedModels } from '../vision/models/installed-models.ts'
import { command, FAILED, jsonOption } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { printJson, table } from './print.ts'

export const modelsVerifyCommand = command({
  summary: 'Compare every installed model with its pinned sha256; exit code 1 when one differs',
  options: jsonOption,
  async run({ options }) {
    const models = await installedModels(modelFolder())
    const ok = models.every(({ state }) => state === 'verified')
    const shown = models.map((model) => ({
      name: model.name,
      state: model.state,
      sha256: model.entry?.sha256 ?? null,
      problem: model.state === 'verified' ? null : model.problem,
    }))
    if (options.json) printJson({ ok, models: shown })
    else if (models.length === 0) console.log('No model is installed. "liveness models add minifasnet" adds one.')
    else {
      console.log(
        table(
          ['MODEL', 'STATE', 'SHA256'],
          shown.map(({ name, state, sha256 }) => [name, state, sha256 ?? '–']),
        ),
      )
      for (const { name, problem } of shown) if (problem !== null) console.log(`\n${name}: ${problem}`)
      if (!ok)
        console.log('\nRun "liveness models add" again for what is damaged or missing, or "liveness models remove".')
    }
    return ok ? 0 : FAILED
  },
})
