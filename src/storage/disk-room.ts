import { statfs } from 'node:fs/promises'

const FREE_BYTES_MIN = 512 * 1024 * 1024

export interface DiskRoom {
  /** Below half a GiB the server is about to fail. */
  readonly isEnough: boolean
  readonly found: string
}

/** How much room there is on the disk that a folder is on. Throws where that can't be read. */
export async function readDiskRoom(folder: string): Promise<DiskRoom> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  return { isEnough: freeBytes >= FREE_BYTES_MIN, found: `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free in ${folder}` }
}
