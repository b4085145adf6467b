import { removeModel } from '../vision/models/installed-models.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { printJson } from './print.ts'

export const modelsRemoveCommand = command({
  summary: 'Remove an installed model',
  more: 'A server that is running uses it until it is stopped.',
  arguments: ['name'],
  options: jsonOption,
  async run({ options, arguments: [name = ''] }) {
    if (!(await removeModel(modelFolder(), name)))
      throw new CommandError(`No model "${name}" is installed. "liveness models list" names those that are.`)
    if (options.json) printJson({ removed: name })
    else console.log(`${name} removed`)
    return undefined
  },
})
