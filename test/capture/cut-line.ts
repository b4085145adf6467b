import { connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface Line {
  readonly url: string
  /** Breaks every connection and refuses new ones until `restore`. */
  cut(): void
  /** Stops all traffic without breaking anything. Connections open now never recover, new ones wait for `restore`. */
  stall(): void
  restore(): void
}

/** A line to the server that a test can cut (connections break, new ones fail) or stall (nothing passes any more). */
export async function layLine(t: TestContext, serverUrl: string): Promise<Line> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let endStall = () => {}
  let restored = Promise.resolve()
  let isCut = false
  const line = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    restored.then(() => near.pipe(far).pipe(near))
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of open) socket.destroy()
    line.close()
  })
  const { port: linePort } = line.address() as { port: number }
  return {
    url: `http://127.0.0.1:${linePort}`,
    cut() {
      isCut = true
      for (const socket of open) socket.resetAndDestroy()
    },
    stall() {
      restored = new Promise((resolve) => {
        endStall = resolve
      })
      for (const socket of open) socket.unpipe().pause()
    },
    restore() {
      isCut = false
      endStall()
    },
  }
}
