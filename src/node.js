/**
 * The project's own Node for scripts, whichever Node npm runs on: `node src/node.js --test`. What it compiles is kept
 * beside the packages, for the next program that a script or a test starts.
 */
import { fileURLToPath } from 'node:url'
import { runOwnNode } from './own-node.js'

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
await runOwnNode(process.argv.slice(2))
