import { installedModels } from '../vision/models/installed-models.ts'
import { KNOWN_MODELS } from '../vision/models/known-models.ts'
import { prepareBundledModels } from '../vision/models/prepare-bundled-models.ts'
import { command, jsonOption } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { printJson, table } from './print.ts'

export const modelsListCommand = command({
  summary: 'List the models: bundled, installed, and those that can be added',
  more: 'With --json: one object a line.',
  options: jsonOption,
  async run({ options }) {
    const models = await listModels(modelFolder())
    if (options.json) for (const model of models) printJson(model)
    else
      console.log(
        table(
          ['MODEL', 'STATE', 'SHA256', 'LICENSE'],
          models.map(({ name, state, sha256, license }) => [name, state, sha256.slice(0, 16), license]),
        ),
      )
    return undefined
  },
})

async function listModels(folder: string) {
  const bundled = Object.entries(await prepareBundledModels(folder, () => {})).map(([name, { sha256 }]) => ({
    name,
    state: name === 'antispoof' ? 'bundled, decides nothing' : 'bundled',
    sha256,
    license: 'MIT (from @vladmandic/human)',
  }))
  const installed = (await installedModels(folder)).map(({ name, state, entry }) => ({
    name,
    state: state === 'verified' ? 'installed' : `installed, ${state.toUpperCase()}`,
    sha256: entry?.sha256 ?? '',
    license: entry?.license ?? '',
  }))
  const addable = Object.entries(KNOWN_MODELS).flatMap(([set, entries]) =>
    entries
      .filter(({ name }) => !installed.some((model) => model.name === name))
      .map(({ name, sha256, license }) => ({ name, state: `liveness models add ${set}`, sha256, license })),
  )
  return [...bundled, ...installed, ...addable]
}
