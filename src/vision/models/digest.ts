import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** SHA-256 of a file, hex; null when it is not there. */
export async function digestOf(path: string): Promise<string | null> {
  try {
    return hash('sha256', await readFile(path), 'hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
