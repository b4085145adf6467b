import { readdirSync, readFileSync } from 'node:fs'

/** Of /proc, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** Seconds of processor that a process has used, with those of its children that ended (Linux). */
export function processSeconds(pid: number): number {
  return ticksIn(readStat(`/proc/${pid}/stat`), 4)
}

/** The same of a process and of its children that run. */
export function familySeconds(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => readStat(`/proc/${name}/stat`)[1] === String(pid))
  return processSeconds(pid) + children.reduce((sum, child) => sum + ticksIn(readStat(`/proc/${child}/stat`), 2), 0)
}

export function parentOf(pid: number): number {
  return Number(readStat(`/proc/${pid}/stat`)[1])
}

/** What the threads of a server process do. */
export type Part = 'measuring' | 'decoding' | 'protocol, deciding, storing' | 'garbage collection, compiling'

/** Seconds of processor by what threads do, of a server process (Linux). */
export function secondsByPart(pid: number): Record<Part, number> {
  const parts = { ...noSeconds }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${thread}`
    const name = readText(`${path}/comm`).trim()
    const seconds = ticksIn(readStat(`${path}/stat`), 2)
    if (name === 'WorkerThread') parts.measuring += seconds
    else if (name === 'libuv-worker') parts.decoding += seconds
    else if (name === 'node-V8Worker') parts['garbage collection, compiling'] += seconds
    else parts['protocol, deciding, storing'] += seconds
  }
  return parts
}

export const noSeconds: Readonly<Record<Part, number>> = {
  measuring: 0,
  decoding: 0,
  'protocol, deciding, storing': 0,
  'garbage collection, compiling': 0,
}

/** The fields of proc_pid_stat(5) from the third on: state, parent, …; none where the process is gone. */
function readStat(path: string): string[] {
  const text = readText(path)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** utime and stime, and with 4 fields those of children that ended. */
function ticksIn(fields: string[], count: 2 | 4): number {
  return fields.slice(11, 11 + count).reduce((sum, field) => sum + Number(field), 0) / TICKS_PER_SECOND
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
