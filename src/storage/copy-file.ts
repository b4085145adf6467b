import { open } from 'node:fs/promises'

const BYTES_AT_ONCE = 4 * 1024 * 1024

/**
 * Copies a file into one that is not there yet, which only its owner may read, and returns once it would survive a
 * power cut. `onProgress` gets what is done, from 0 to 1; what it throws ends the copying. The copy is left then.
 */
export async function copyFile(source: string, target: string, onProgress: (done: number) => void): Promise<void> {
  await using from = await open(source, 'r')
  await using to = await open(target, 'wx', 0o600)
  const { size } = await from.stat()
  const bytes = Buffer.allocUnsafe(BYTES_AT_ONCE)
  for (let position = 0; ; ) {
    const { bytesRead } = await from.read(bytes, 0, bytes.length, position)
    if (bytesRead === 0) break
    for (let written = 0; written < bytesRead; )
      written += (await to.write(bytes, written, bytesRead - written)).bytesWritten
    position += bytesRead
    onProgress(Math.min(1, position / size))
  }
  await to.sync()
}
