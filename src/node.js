/** The project's own Node for scripts, whichever Node npm runs on: `node src/node.js --test`. */
import { runOwnNode } from './own-node.js'

await runOwnNode(process.argv.slice(2))
