import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NODE_COMPILE_CACHE } from '../process.ts'
import type { TestServer } from '../server.ts'

export const CLI = fileURLToPath(import.meta.resolve('../../src/cli.ts'))

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line as a process of its own, with nothing of this one's settings. */
export function cli(environment: Record<string, string>, words: readonly string[], input = ''): Promise<Finished> {
  return startCli(environment, words, input).finished
}

/** Starts it, for a test that has to do with the process before it ends. */
export function startCli(
  environment: Record<string, string>,
  words: readonly string[],
  input = '',
): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd: environment.DATA_DIR,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, ...environment },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk) => out.push(chunk))
  child.stderr.on('data', (chunk) => err.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    )
  })
  return { child, finished }
}

/** The settings with which the command line works on a test server's database. */
export function environmentOf({ config }: TestServer): Record<string, string> {
  return { DATA_DIR: config.DATA_DIR, DATABASE_URL: config.DATABASE_URL }
}

export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
