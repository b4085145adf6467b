import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { holdMemory } from './hold-memory.js'
import { requireNode } from './own-node.js'

const USAGE = `Usage: npm start, or: node src/main.js

Starts the server. It takes no arguments: settings come from the environment and .env (docs/configuration.md).
Commands are another program: npx liveness --help, in the container image: liveness --help. How to run one beside
a server, however that is run: docs/deployment.md#running-a-command`

await requireNode()
const [word] = process.argv.slice(2)
if (word === '--help') {
  console.log(USAGE)
  process.exit(0)
}
// What was meant as a command, such as a restore, must not start a server on the data.
if (word !== undefined) {
  console.error(`The server was not started, for it takes no arguments: ${word}\n\n${USAGE}`)
  process.exit(2)
}
holdMemory()
// Beside the packages, as writable as they are: who may change it may change the program. Where the folder can't be
// written, nothing is kept.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./serve.ts')
