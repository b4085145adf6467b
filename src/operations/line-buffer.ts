import { writeSync } from 'node:fs'

const WRITE_BYTES = 4096
const PENDING_CHARACTERS_MAX = 1_048_576

export interface LineBuffer {
  write(line: string): void
  flush(): void
}

/**
 * Collects lines and writes them a few kilobytes at a time. Where they cannot be written (disk full, nobody reads) they
 * are dropped, and the first line after that says how many: the log never stops the server.
 */
export function openLineBuffer(fileDescriptor: number): LineBuffer {
  let pending = ''
  let dropped = 0

  function flush(): void {
    if (pending === '') return
    const notice = dropped > 0 ? `{"level":40,"msg":"${dropped} log lines could not be written"}\n` : ''
    let bytes = Buffer.from(notice + pending)
    try {
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(fileDescriptor, bytes))
      pending = ''
      dropped = 0
    } catch (error) {
      const mayPass = (error as NodeJS.ErrnoException).code === 'EAGAIN' && pending.length < PENDING_CHARACTERS_MAX
      if (mayPass) pending = bytes.toString()
      else drop()
    }
  }

  function drop(): void {
    dropped += pending.split('\n').length - 1
    pending = ''
  }

  return {
    write(line) {
      pending += line
      if (pending.length >= WRITE_BYTES) flush()
    },
    flush,
  }
}
