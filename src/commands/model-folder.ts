import { join } from 'node:path'
import { loadConfig } from '../load-config.ts'

/** Where the server that is configured here keeps its models. */
export function modelFolder(): string {
  const { MODEL_DIR, DATA_DIR } = loadConfig()
  return MODEL_DIR || join(DATA_DIR, 'models')
}
