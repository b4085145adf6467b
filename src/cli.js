#!/usr/bin/env node
import { requireNode } from './own-node.js'

await requireNode()
await import('./command-line.ts')
