import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 2

/** A connection whose bytes are written as they are; whatever ends it is no error. */
export interface Wire {
  /** All that came back until now. */
  received(): Buffer
  isClosed(): boolean
  write(bytes: Buffer): void
  /** Says that nothing more will come. */
  end(): void
  destroy(): void
  /** True as soon as the condition holds or the connection is closed; false when that takes longer. */
  until(condition: () => boolean, ms: number): Promise<boolean>
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true })
  const chunks: Buffer[] = []
  let isClosed = false
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // The server has said all it will say: the connection ends, too, where the client still could speak.
  socket.on('end', () => {
    isClosed = true
    socket.destroy()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  return {
    received: () => Buffer.concat(chunks),
    isClosed: () => isClosed,
    write: (bytes) => void (isClosed || socket.write(bytes)),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    async until(condition, ms) {
      for (const end = performance.now() + ms; performance.now() < end; await sleep(POLL_MS))
        if (isClosed || condition()) return true
      return isClosed || condition()
    },
  }
}
