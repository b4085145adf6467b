import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Returns once a file, or the names in a folder, would survive a power cut. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
