import { BUNDLED_MODELS } from '../vision/models/bundled-models.ts'
import { digestOf } from '../vision/models/digest.ts'
import { installedModels } from '../vision/models/installed-models.ts'
import { KNOWN_MODELS } from '../vision/models/known-models.ts'
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
  const bundled = await Promise.all(
    Object.entries(BUNDLED_MODELS).map(async ([name, { path, sha256 }]) => ({
      name,
      state: (await digestOf(path)) === sha256 ? 'bundled' : 'bundled, DAMAGED',
      sha256,
      license: 'MIT (from @vladmandic/human)',
    })),
  )
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
