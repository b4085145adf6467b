import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty } from 'node:tty'
import type { LogSink } from './line-buffer.ts'

const RETRY_MS = 10
const NEWLINE = Buffer.from('\n')

/**
 * Writes to a file, pipe, socket or terminal without waiting for who reads it. A line that could be written in part
 * only is ended before the next.
 */
export function openLogSink(fileDescriptor: number): LogSink {
  const file = fstatSync(fileDescriptor)
  if (file.isFIFO() || file.isSocket()) return openStreamSink(fileDescriptor)
  return openFileSink(isatty(fileDescriptor) ? reopenTerminal(fileDescriptor) : fileDescriptor)
}

/** The event loop tells when there is room again. The descriptor stays open where the reader is gone. */
function openStreamSink(fd: number): LogSink {
  const open = () => new Socket({ fd, readable: false, writable: true }).on('error', () => {}).unref()
  let socket = open()
  return {
    write(bytes, done) {
      const isReopened = socket.destroyed
      if (isReopened) socket = open()
      // How much of the last write the pipe still holds is not known.
      socket.write(isReopened ? Buffer.concat([NEWLINE, bytes]) : bytes, done)
    },
  }
}

function openFileSink(fd: number): LogSink {
  let isTorn = false
  return {
    write(bytes, done) {
      const all = isTorn ? Buffer.concat([NEWLINE, bytes]) : bytes
      let written = 0
      const goOn = () => {
        try {
          while (written < all.length) written += writeSync(fd, all, written)
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
            setTimeout(goOn, RETRY_MS).unref()
            return
          }
          if (written > 0) isTorn = all[written - 1] !== NEWLINE[0]
          done(error as Error)
          return
        }
        isTorn = false
        done()
      }
      goOn()
    },
  }
}

/** The same terminal, without waiting while its output is stopped (Ctrl-S); where that can't be had, as it is. */
function reopenTerminal(fd: number): number {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants
  try {
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return fd
  }
}
