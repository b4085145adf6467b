import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Loading the program costs most of the time of a start; the many of the tests share what was compiled. */
export const NODE_COMPILE_CACHE = fileURLToPath(import.meta.resolve('../node_modules/.cache/compiled'))
const START_MS_MAX = 20_000
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface ServerProcess {
  readonly url: string
  readonly child: ChildProcess
  /** All that the process wrote, log and messages. */
  output(): string
  /** Sends a signal and answers the exit code, null when the signal ended the process. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts the server as an operator does, as a process of its own. Rejects with its output when it does not come up. */
export function startProcess(
  t: TestContext,
  environment: Record<string, string>,
  standardOutput: 'pipe' | number = 'pipe',
): Promise<ServerProcess> {
  return startProgram(
    t,
    [process.execPath, main],
    { NODE_COMPILE_CACHE, ...environment },
    { stdio: ['ignore', standardOutput, 'pipe'] },
  )
}

/** The same, where another program starts the server. With `detached`, all that it started ends with the test. */
export async function startProgram(
  t: TestContext,
  [program = '', ...words]: readonly string[],
  environment: Record<string, string>,
  options: SpawnOptions,
): Promise<ServerProcess> {
  const child = spawn(program, words, {
    // One worker is enough for what is not about workers, and loads its models in half the time.
    env: { PATH: process.env.PATH, DRAIN_SECONDS: '0', VISION_WORKERS: '1', ...environment },
    ...options,
  })
  const exited = once(child, 'exit')
  t.after(() => (options.detached ? killGroup(child) : child.kill('SIGKILL')))
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not started in time:\n${output}`)), START_MS_MAX)
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /liveness-server is at (\S+)/.exec(output)
      if (found?.[1] === undefined) return
      clearTimeout(timer)
      resolve(found[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('exit', () => {
      clearTimeout(timer)
      reject(new Error(output))
    })
  })
  return {
    url,
    child,
    output: () => output,
    async stop(signal) {
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid ?? Number.NaN), 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
