import { once } from 'node:events'
import { createServer } from 'node:net'
import { delimiter } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startProgram } from '../process.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const WINDOWS = process.platform === 'win32'

/** The path as a person's terminal has it: without what npm puts first when it runs the tests. */
export const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !/[/\\]node_modules[/\\]/.test(folder))
  .join(delimiter)

/** `npm start` in a folder, as a person types it. */
export function npmStart(t: TestContext, folder: string, environment: Record<string, string>): Promise<ServerProcess> {
  return startProgram(
    t,
    ['npm', 'start'],
    { ...environment, PATH },
    { cwd: folder, detached: !WINDOWS, shell: WINDOWS },
  )
}

/** Rejects when something listens on the port. */
export async function listenOn(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  await new Promise((resolve) => server.close(resolve))
}
