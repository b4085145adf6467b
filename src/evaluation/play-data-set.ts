import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Presentation, sourcesOf } from './data-set.ts'
import type { PlayOptions } from './play-presentation.ts'
import type { PlayTask } from './play-thread.ts'
import { sessionsOf } from './session-counts.ts'
import type { SessionResult } from './session-result.ts'

/**
 * Plays every presentation from the observations that are kept, in so many threads, each of which holds one
 * presentation at a time. `files` are those of what is kept, by source. Results are in the order of the presentations.
 */
export async function playDataSet(
  presentations: readonly Presentation[],
  files: ReadonlyMap<string, string>,
  options: PlayOptions & { readonly threads: number },
  played: (done: number, total: number) => void,
): Promise<SessionResult[]> {
  const total = presentations.reduce((sum, presentation) => sum + sessionsOf(presentation, options), 0)
  const results: SessionResult[][] = []
  const waiting = [...presentations.entries()].reverse()
  let done = 0
  const playInThread = async () => {
    const thread = new Worker(new URL('./play-thread.ts', import.meta.url), { workerData: options })
    try {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [index, presentation] = next
        const reply = once(thread, 'message')
        thread.postMessage({ presentation, files: filesOf(presentation, files) } satisfies PlayTask)
        const [own] = (await reply) as [SessionResult[]]
        results[index] = own
        done += own.length
        played(done, total)
      }
    } catch (error) {
      waiting.length = 0
      throw error
    } finally {
      await thread.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.threads, presentations.length) }, playInThread))
  return results.flat()
}

const filesOf = (presentation: Presentation, files: ReadonlyMap<string, string>) =>
  Object.fromEntries(sourcesOf(presentation).map((source) => [source, files.get(source)!]))
