import { readFile } from 'node:fs/promises'
import { addModels } from '../vision/models/add-models.ts'
import { KNOWN_MODELS } from '../vision/models/known-models.ts'
import { readManifestEntry } from '../vision/models/manifest-entry.ts'
import type { ModelEntry } from '../vision/models/model-entry.ts'
import { CommandError, command, jsonOption } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { printJson } from './print.ts'

export const modelsAddCommand = command({
  summary: 'Install presentation-attack models: "minifasnet", or what a manifest names',
  more:
    'Downloads from the pinned address. Nothing is installed unless every file has its pinned sha256 and runs.\n' +
    'A server that is running uses them from its next start on. docs/vision.md says how well they work.',
  arguments: ['name'],
  options: {
    from: { type: 'string', value: '<folder>', about: 'Take the files from a folder instead of the network' },
    manifest: {
      type: 'string',
      value: '<file>',
      about: 'JSON list of models (docs/vision.md); takes the one called <name>',
    },
    ...jsonOption,
  },
  async run({ options, arguments: [name = ''] }) {
    const entries = options.manifest === undefined ? KNOWN_MODELS[name] : [await readManifest(options.manifest, name)]
    if (entries === undefined)
      throw new CommandError(
        `There is no model "${name}" here. Known: ${Object.keys(KNOWN_MODELS).join(', ')}; or give --manifest.`,
      )
    await addModels(modelFolder(), entries, { from: options.from, progress: showProgress })
    for (const { name: added, sha256, license } of entries) {
      if (options.json) printJson({ name: added, sha256, license })
      else console.log(`${added} installed, sha256 ${sha256}\n  license: ${license}`)
    }
    return undefined
  },
})

async function readManifest(file: string, name: string): Promise<ModelEntry> {
  const problem = (what: string): CommandError => new CommandError(`${file}: ${what}`)
  const entries: unknown = await readFile(file, 'utf8').then(JSON.parse, (error: Error) => {
    throw problem(error.message)
  })
  const entry = Array.isArray(entries) ? entries.find((candidate) => candidate?.name === name) : undefined
  if (entry === undefined) throw problem(`a list of models in which one is called "${name}" is expected`)
  try {
    return readManifestEntry(entry)
  } catch (error) {
    throw problem(`"${name}": ${(error as Error).message}`)
  }
}

const BAR_WIDTH = 30

function showProgress(name: string, received: number, total: number): void {
  if (!process.stderr.isTTY) return
  const done = Math.round((BAR_WIDTH * received) / total)
  const bar = '█'.repeat(done) + '░'.repeat(BAR_WIDTH - done)
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
  process.stderr.write(
    `\r${name} ${bar} ${megabytes(received)} of ${megabytes(total)} MB${received === total ? '\n' : ''}`,
  )
}
