import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const START_MS_MAX = 60_000
const STOP_MS_MAX = 60_000
/** Of what the server says, for the report. */
const SAID_CHARACTERS_MAX = 5_000

/** Limits on a single client would soon refuse everything; nothing else differs from an operator's server. */
const SETTINGS = {
  PORT: '0',
  METRICS_PORT: 'off',
  DRAIN_SECONDS: '0',
  LOG_LEVEL: 'error',
  VISION_WORKERS: '1',
  REGISTRATIONS_PER_HOUR: '0',
  LOGIN_FAILURES_PER_ACCOUNT: '100',
  LOGIN_FAILURES_PER_ADDRESS: '1000000',
  ACCOUNT_WRITES_PER_HOUR: '0',
  KEY_WRITES_PER_HOUR: '0',
  LIVENESS_FAILURES_MAX: '1000',
  LIVENESS_NETWORK_FAILURES_MAX: '0',
  LIVENESS_KEY_SPOOFS_MAX: '0',
}

export interface FuzzedServer {
  readonly url: string
  readonly key: string
  isAlive(): boolean
  /** How many lines of its log are errors. */
  errorLines(): number
  /** The end of what it wrote to its log. */
  said(): string
  /** Its resident memory. */
  memoryBytes(): number
  /** The most that its resident memory was since `forgetPeak`, where the system tells; else what it is now. */
  peakBytes(): number
  forgetPeak(): void
  /** Ends it as an operator does, and returns the exit code; null where it had to be killed. */
  stop(): Promise<number | null>
}

/** Starts the real server, with a new database in a folder of its own. */
export async function startServer(): Promise<FuzzedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'liveness-fuzz-'))
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, ...SETTINGS, DATA_DIR: folder }
  const cli = (...words: string[]) =>
    execFileSync(process.execPath, [CLI, ...words], { cwd: folder, env, encoding: 'utf8' })
  cli('migrate')
  const { key } = JSON.parse(cli('key', 'create', 'fuzz', '--json')) as { key: string }
  const child = spawn(process.execPath, [MAIN], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit') as Promise<[number | null]>
  process.on('exit', () => child.kill('SIGKILL'))
  let said = ''
  let errorLines = 0
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      errorLines += String(chunk).split('"level":50').length - 1
      said = (said + chunk).slice(-SAID_CHARACTERS_MAX)
    })
  const url = await untilFound(child, () => /liveness-server is at (\S+)/.exec(said)?.[1], exited)
  const pid = child.pid ?? 0
  return {
    url,
    key,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    errorLines: () => errorLines,
    said: () => said,
    memoryBytes: () => statusBytes(pid, 'VmRSS'),
    peakBytes: () => statusBytes(pid, 'VmHWM'),
    forgetPeak: () => {
      if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5')
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
      child.kill('SIGTERM')
      const [code] = await exited
      clearTimeout(timer)
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

async function untilFound(
  child: ChildProcess,
  find: () => string | undefined,
  exited: Promise<unknown>,
): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX)
  try {
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      const more = Promise.race([once(child.stderr!, 'data'), exited.then(() => 'exited')])
      if ((await more) === 'exited') throw new Error('the server did not start')
    }
  } finally {
    clearTimeout(timer)
  }
}

/** A line of Linux's account of a process, or what `ps` says; 0 where the process is gone. */
function statusBytes(pid: number, name: string): number {
  try {
    const kib =
      process.platform === 'linux'
        ? new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
    return Number(kib) * 1024 || 0
  } catch {
    return 0
  }
}
