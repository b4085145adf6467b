import type { Transferable } from 'node:worker_threads'
import { visionError } from './vision-error.ts'
import { type Job, type Loss, startThread, type ThreadOptions, type WorkerThread } from './worker-thread.ts'

/** What one kind of task may take of the workers, so that no kind holds up another. */
export interface Lane {
  /** Tasks worked on at a time. */
  readonly runningMax: number
  /** Tasks that may wait; one more is refused as `busy`. */
  readonly waitingMax: number
}

export interface WorkerPoolOptions extends Omit<ThreadOptions, 'workerData'> {
  /** What each thread is started with; none is before this has come. */
  readonly workerData: Promise<unknown>
  readonly workers: number
  /** A task that is not begun by then is refused as `busy`. */
  readonly waitMsMax: number
  /** Closing does not wait longer for threads that are in the middle of something. */
  readonly closeMsMax: number
  readonly log: (line: string) => void
}

export interface WorkerPool<Task, Answer> {
  /** Resolves when all threads are ready, rejects when one cannot start or there is nothing to start it with. */
  readonly ready: Promise<void>
  /** Some thread is ready now. */
  readonly isReady: boolean
  /** Throws `busy`, `worker_failed`, `closed`, what the worker refuses with, or what keeps the task from being handed over. */
  run(lane: Lane, task: Task, transfer: readonly Transferable[]): Promise<Answer>
  /** Tasks waiting. */
  readonly depth: number
  /** Tasks being worked on. */
  readonly busy: number
  /** Refuses what waits, lets what runs or loads finish, and stops the threads. */
  close(): Promise<void>
}

const RESTART_AFTER_FAILED_START_MS = 1000

/**
 * Threads that each hold one task at a time. Tasks may be given at once: they wait until a thread is ready. A thread that is lost is
 * replaced at once; there are twice as many as workers at most, so that those that never come back don't add up.
 */
export function openWorkerPool<Task, Answer>(options: WorkerPoolOptions): WorkerPool<Task, Answer> {
  type Thread = WorkerThread<Task, Answer>
  type LanedJob = Job<Task, Answer> & { readonly lane: Lane }
  const waiting = new Map<LanedJob, NodeJS.Timeout>()
  const running = new Set<LanedJob>()
  const threads = new Set<Thread>()
  const ready = Promise.withResolvers<void>()
  let closing = false
  let settled = (): void => {}
  let resting = true
  let workerData: unknown

  const inState = (...states: Thread['state'][]): Thread[] => [...threads].filter(({ state }) => states.includes(state))

  const fill = (): void => {
    while (
      !closing &&
      !resting &&
      threads.size - inState('let_go').length < options.workers &&
      threads.size < 2 * options.workers
    )
      threads.add(startThread<Task, Answer>({ ...options, workerData }, changed))
  }

  const hasRoom = (lane: Lane): boolean => countOf(running, lane) < lane.runningMax && inState('idle').length > 0

  const handOut = (): void => {
    for (const [job, timer] of waiting) {
      const [thread] = inState('idle')
      if (!thread) break
      if (!hasRoom(job.lane)) continue
      clearTimeout(timer)
      waiting.delete(job)
      running.add(job)
      thread.give(job)
    }
  }

  const changed = (thread: Thread, loss?: Loss): void => {
    if (thread.state === 'gone') threads.delete(thread)
    if (loss) lost(loss)
    fill()
    handOut()
    if (inState('idle', 'working').length === options.workers) ready.resolve()
    if (inState('idle').length === threads.size) settled()
  }

  const lost = ({ reason, atStart, error }: Loss): void => {
    if (!closing) options.log(`vision worker replaced: ${reason}`)
    if (!atStart) return
    ready.reject(error)
    resting = true
    setTimeout(start, RESTART_AFTER_FAILED_START_MS).unref()
  }

  const start = (): void => {
    resting = false
    fill()
  }

  const refuseWaiting = (job: LanedJob, error: Error): void => {
    clearTimeout(waiting.get(job))
    if (waiting.delete(job)) job.reject(error)
  }

  const close = async (): Promise<void> => {
    closing = true
    for (const job of waiting.keys()) refuseWaiting(job, closed())
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.closeMsMax)
      settled = () => {
        clearTimeout(timer)
        resolve()
      }
      if (inState('idle').length === threads.size) settled()
    })
    await Promise.all(inState('idle').map((thread) => thread.stop()))
    ready.reject(closed())
  }
  let ended: Promise<void> | undefined
  const closeOnce = (): Promise<void> => (ended ??= close())

  options.workerData.then((data) => {
    workerData = data
    start()
  }, ready.reject)
  return {
    ready: ready.promise.catch(async (error: unknown) => {
      await closeOnce()
      throw error
    }),
    get isReady() {
      return inState('idle', 'working').length > 0
    },
    run(lane, task, transfer) {
      if (closing) return Promise.reject(closed())
      const busy = visionError('busy', 'All vision workers are busy; try again shortly.')
      if (countOf(waiting.keys(), lane) >= lane.waitingMax && !hasRoom(lane)) return Promise.reject(busy)
      return new Promise<Answer>((resolve, reject) => {
        const ended =
          <Outcome>(settle: (outcome: Outcome) => void) =>
          (outcome: Outcome): void => {
            running.delete(job)
            settle(outcome)
          }
        const job: LanedJob = { lane, task, transfer, resolve: ended(resolve), reject: ended(reject) }
        waiting.set(
          job,
          setTimeout(() => refuseWaiting(job, busy), options.waitMsMax),
        )
        handOut()
      })
    },
    get depth() {
      return waiting.size
    },
    get busy() {
      return running.size
    },
    close: closeOnce,
  }
}

function countOf(jobs: Iterable<{ readonly lane: Lane }>, lane: Lane): number {
  let count = 0
  for (const job of jobs) if (job.lane === lane) count++
  return count
}

const closed = (): Error => visionError('closed', 'The server is shutting down.')
