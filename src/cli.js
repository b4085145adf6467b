#!/usr/bin/env node
import { requireNode } from './own-node.js'

await requireNode()
const { runCommandLine } = await import('./command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))
