import type { ModelEntry } from './model-entry.ts'

export interface DownloadLimits {
  /** Without a byte for so long, the download is given up. */
  readonly silenceMsMax: number
  readonly totalMsMax: number
}

export type Progress = (received: number, total: number) => void

/** Fetches a model of exactly the entry's size; throws a sentence that names the address and the reason. */
export async function downloadModel(
  { name, url, bytes }: ModelEntry,
  { silenceMsMax, totalMsMax }: DownloadLimits,
  progress: Progress,
): Promise<Uint8Array> {
  const abort = new AbortController()
  const abortAfter = (ms: number, why: string): NodeJS.Timeout => setTimeout(() => abort.abort(new Error(why)), ms)
  const silence = abortAfter(silenceMsMax, `nothing arrived for ${silenceMsMax} ms`)
  const total = abortAfter(totalMsMax, `it took longer than ${totalMsMax} ms`)
  try {
    return await fetchExactly(url, bytes, abort.signal, (received) => {
      silence.refresh()
      progress(received, bytes)
    })
  } catch (error) {
    const reason = abort.signal.aborted ? abort.signal.reason : error
    throw new Error(`${name} could not be downloaded from ${url}: ${causeOf(reason)}`, { cause: error })
  } finally {
    clearTimeout(silence)
    clearTimeout(total)
  }
}

async function fetchExactly(
  url: string,
  bytes: number,
  signal: AbortSignal,
  received: (size: number) => void,
): Promise<Uint8Array> {
  const { ok, status, body } = await fetch(url, { signal })
  if (!ok || body === null) throw new Error(`the server answered ${status}`)
  const content = new Uint8Array(bytes)
  let size = 0
  for await (const chunk of body) {
    if (size + chunk.length > bytes) throw new Error(`it is larger than the ${bytes} bytes that the manifest says`)
    content.set(chunk, size)
    size += chunk.length
    received(size)
  }
  if (size < bytes) throw new Error(`it ended after ${size} of ${bytes} bytes`)
  return content
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}
