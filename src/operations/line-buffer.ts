const CHUNK_CHARACTERS = 4096
const WRITE_BYTES_MAX = 65_536
/** What a reader may be behind by before lines are dropped: about twenty thousand lines of requests. */
const HELD_BYTES_MAX = 4_194_304

/** Where lines go. Calls `done` once the bytes are written, or with the reason why they cannot be. */
export interface LogSink {
  write(bytes: Buffer, done: (error?: Error | null) => void): void
}

export interface LineBuffer {
  write(line: string): void
  /** Hands on what was collected. Where nothing waits for the reader, it is written when this returns. */
  flush(): void
  /** How many lines were dropped since the start. */
  dropped(): number
  /** Resolves once all is written, or after `msMax`. */
  drained(msMax: number): Promise<void>
}

interface Chunk {
  readonly bytes: Buffer
  readonly lines: number
  /** How many lines before it were dropped, which its own first line says. */
  readonly missing: number
}

/**
 * Collects lines and hands them on a few kilobytes at a time. Nobody waits for a slow reader: at most 4 MiB are held
 * for it, further lines are dropped, as are those that cannot be written (disk full). The next line that is written,
 * which `notice` makes of their number, says how many are missing in its place.
 */
export function openLineBuffer(sink: LogSink, notice: (missing: number) => string): LineBuffer {
  let pending = ''
  let pendingLines = 0
  let missing = 0
  let held: Chunk[] = []
  let heldBytes = 0
  let isWriting = false
  let dropped = 0
  let onDrained = () => {}

  function flush(): void {
    if (pendingLines > 0 || missing > 0) {
      const bytes = Buffer.from((missing > 0 ? notice(missing) : '') + pending)
      hold({ bytes, lines: pendingLines, missing })
    }
    pending = ''
    pendingLines = 0
    if (!isWriting) writeHeld()
  }

  function hold(chunk: Chunk): void {
    if (heldBytes + chunk.bytes.length > HELD_BYTES_MAX) {
      drop([{ ...chunk, missing: 0 }])
      return
    }
    held.push(chunk)
    heldBytes += chunk.bytes.length
    missing = 0
  }

  function writeHeld(): void {
    if (held.length === 0) {
      onDrained()
      return
    }
    const chunks = held.splice(0, countWithin(held, WRITE_BYTES_MAX))
    const bytes = Buffer.concat(chunks.map((chunk) => chunk.bytes))
    isWriting = true
    sink.write(bytes, (error) => {
      isWriting = false
      heldBytes -= bytes.length
      // What keeps these from being written keeps the others, too.
      if (error) drop([...chunks, ...releaseHeld()])
      writeHeld()
    })
  }

  function releaseHeld(): Chunk[] {
    const released = held
    held = []
    heldBytes = 0
    return released
  }

  function drop(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) {
      dropped += chunk.lines
      missing += chunk.lines + chunk.missing
    }
  }

  return {
    write(line) {
      pending += line
      pendingLines++
      if (pending.length >= CHUNK_CHARACTERS) flush()
    },
    flush,
    dropped: () => dropped,
    async drained(msMax) {
      flush()
      if (isWriting) {
        const { promise, resolve } = Promise.withResolvers<void>()
        onDrained = resolve
        const timer = setTimeout(resolve, msMax)
        await promise
        clearTimeout(timer)
      }
      // Says what was dropped while there was no room to say it.
      flush()
    },
  }
}

/** How many of the chunks, one at least, are within so many bytes together. */
function countWithin(chunks: readonly Chunk[], bytesMax: number): number {
  let size = 0
  const beyond = chunks.findIndex(({ bytes }) => {
    size += bytes.length
    return size > bytesMax
  })
  return beyond < 0 ? chunks.length : Math.max(1, beyond)
}
