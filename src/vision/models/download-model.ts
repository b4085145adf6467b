import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { digestOf } from './digest.ts'
import type { ModelEntry } from './model-entry.ts'

export interface DownloadLimits {
  /** Without a byte for so long, the download is given up; what came is kept and resumed the next time. */
  readonly silenceMsMax: number
  readonly totalMsMax: number
}

export type Progress = (received: number, total: number) => void

/**
 * Fetches a model into `path`, going on where an earlier attempt stopped. What is not exactly the entry's size and digest
 * is deleted and refused.
 */
export async function downloadModel(
  entry: ModelEntry,
  path: string,
  { silenceMsMax, totalMsMax }: DownloadLimits,
  progress: Progress,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a+')
  const silence = new AbortController()
  const signal = AbortSignal.any([silence.signal, AbortSignal.timeout(totalMsMax)])
  const timer = setTimeout(() => silence.abort(new Error(`nothing arrived for ${silenceMsMax} ms`)), silenceMsMax)
  try {
    await fetchInto(file, entry, signal, (received) => {
      timer.refresh()
      progress(received, entry.bytes)
    })
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error
    if (reason instanceof Unusable) await rm(path, { force: true })
    throw new Error(`${entry.name} could not be downloaded from ${entry.url}: ${causeOf(reason)}`, { cause: error })
  } finally {
    clearTimeout(timer)
    await file.close()
  }
  if ((await digestOf(path)) === entry.sha256) return
  await rm(path, { force: true })
  throw new Error(
    `${entry.name} as downloaded from ${entry.url} is not the pinned file: its sha256 differs. Nothing was installed.`,
  )
}

/** What arrived can't become the pinned file, so that going on later would be in vain. */
class Unusable extends Error {}

async function fetchInto(
  file: FileHandle,
  { url, bytes }: ModelEntry,
  signal: AbortSignal,
  received: (total: number) => void,
): Promise<void> {
  let size = (await file.stat()).size
  if (size === bytes) return
  if (size > bytes) {
    await file.truncate(0)
    size = 0
  }
  const headers: Record<string, string> = size > 0 ? { range: `bytes=${size}-` } : {}
  const response = await fetch(url, { headers, signal })
  if (size > 0 && response.status !== 206) {
    await file.truncate(0)
    size = 0
  }
  if (!response.ok || response.body === null) throw new Unusable(`the server answered ${response.status}`)
  received(size)
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > bytes) throw new Unusable(`it is larger than the ${bytes} bytes that the manifest says`)
    await file.appendFile(chunk)
    received(size)
  }
  if (size < bytes) throw new Error(`it ended after ${size} of ${bytes} bytes; run the command again to go on`)
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}
