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
  const giving = new AbortController()
  const giveUpAfter = (ms: number, why: string): NodeJS.Timeout => setTimeout(() => giving.abort(new Error(why)), ms)
  const silence = giveUpAfter(silenceMsMax, `nothing arrived for ${silenceMsMax} ms`)
  const total = giveUpAfter(totalMsMax, `it took longer than ${totalMsMax} ms; run the command again to go on`)
  try {
    await fetchInto(file, entry, giving.signal, (received) => {
      silence.refresh()
      progress(received, entry.bytes)
    })
  } catch (error) {
    const reason = giving.signal.aborted ? giving.signal.reason : error
    if (reason instanceof Unusable) await rm(path, { force: true })
    throw new Error(`${entry.name} could not be downloaded from ${entry.url}: ${causeOf(reason)}`, { cause: error })
  } finally {
    clearTimeout(silence)
    clearTimeout(total)
    await file.close()
  }
  if ((await digestOf(path)) === entry.sha256) return
  await rm(path, { force: true })
  throw new Error(
    `${entry.name} as downloaded from ${entry.url} is not the pinned file: its sha256 differs. Nothing was installed.`,
  )
}

const RANGE_NOT_SATISFIABLE = 416

/** What is at that address can't become the pinned file, so that going on later would be in vain. */
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
  const { status } = response
  if (status === RANGE_NOT_SATISFIABLE) throw new Unusable('what came earlier is not a part of it')
  if ((status !== 200 && status !== 206) || response.body === null) throw new Error(`the server answered ${status}`)
  if (status === 200) {
    await file.truncate(0)
    size = 0
  }
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
