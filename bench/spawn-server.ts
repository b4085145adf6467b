import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Spawned {
  readonly url: string
  readonly child: ChildProcess
  /** From the start of the process to the line that says where it is, milliseconds. */
  readonly startMs: number
}

/** Starts a program that says `… is at <url>` on standard error; its log goes nowhere, as to a file. */
export function spawnServer(program: string, args: string[], environment: Record<string, string>): Promise<Spawned> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    child.stderr.on('data', (chunk) => {
      output += chunk
      const url = /is at (http\S+)/.exec(output)?.[1]
      if (url) resolve({ url, child, startMs: performance.now() - startedAt })
    })
    child.on('exit', () => reject(new Error(`${program} did not start:\n${output}`)))
  })
}

/** Resident memory of a process in MB (Linux). */
export function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}
