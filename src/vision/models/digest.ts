import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** SHA-256, hex. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/** Of a file; null when it is not there. */
export async function digestOf(path: string): Promise<string | null> {
  try {
    return sha256(await readFile(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
