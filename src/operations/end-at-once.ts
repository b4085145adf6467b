/**
 * Ends the process with exit code 1 while its threads are running. `process.exit` stops them first, and one that is
 * in the model runtime then takes the process down by SIGABRT; a process that is replaced by another program has no
 * threads to stop.
 */
export function endAtOnce(): never {
  process.execve?.(process.execPath, [process.execPath, '--eval', 'process.exit(1)'], {})
  process.kill(process.pid, 'SIGKILL')
  throw new Error('the process outlived SIGKILL')
}
