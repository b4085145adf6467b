import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Beside the packages, as writable as they are: who may change it may change the program. Where it can't be written, there is none.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('./serve.ts')
