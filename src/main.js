import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { holdMemory } from './hold-memory.js'
import { requireNode } from './own-node.js'

await requireNode()
holdMemory()
// Beside the packages, as writable as they are: who may change it may change the program. Where the folder can't be
// written, nothing is kept.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./serve.ts')
