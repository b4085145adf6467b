import { open, stat } from 'node:fs/promises'

const BYTES_AT_ONCE = 4 * 1024 * 1024

/**
 * Copies a file into one that is not there yet, which only its owner may read, and returns once it would survive a
 * power cut. `onProgress` gets what is done, from 0 to 1; what it throws ends the copying. The copy is left then. What
 * root copies belongs to the owner of `home`, a folder, so that a server with an account of its own can open it.
 */
export async function copyFile(
  source: string,
  target: string,
  home: string,
  onProgress: (done: number) => void,
): Promise<void> {
  await using from = await open(source, 'r')
  await using to = await open(target, 'wx', 0o600)
  // By the open file: whose folder it is may have put another in the place of its name.
  if (process.getuid?.() === 0) {
    const { uid, gid } = await stat(home)
    await to.chown(uid, gid)
  }
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
