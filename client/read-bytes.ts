import { LivenessConnectionError } from './errors.ts'

/** A response's body. Rejects with `response_too_large` as soon as it is longer than permitted. */
export async function readBytes(response: Response, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || !value) break
    length += value.length
    if (length > bytesMax) {
      await reader?.cancel().catch(() => {})
      throw new LivenessConnectionError('response_too_large', `The response is longer than ${bytesMax} bytes`)
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
