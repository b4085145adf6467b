import { visionError } from './vision-error.ts'
import {
  type Failure,
  type Job,
  type Lane,
  type ThreadOptions,
  type ThreadState,
  WorkerThread,
} from './worker-thread.ts'

export interface WorkerPoolOptions extends Omit<ThreadOptions, 'workerData'> {
  /** What each thread is started with; none is started before this resolves. */
  readonly workerData: Promise<unknown>
  readonly workers: number
  /** A task that is not begun by then is refused as `busy`. */
  readonly waitMsMax: number
  /** Closing does not wait longer for threads that are in the middle of something. */
  readonly closeMsMax: number
  readonly log: (line: string) => void
}

const RESTART_AFTER_FAILED_START_MS = 1000

/**
 * Threads that each hold one task at a time. Tasks may be given at once: they wait until a thread is ready. A thread
 * that fails is replaced at once; there are twice as many as workers at most, so that those that never end don't add
 * up.
 */
export class WorkerPool<Task, Result> {
  /** Resolves when all threads are ready, rejects when one cannot start or there is nothing to start it with. */
  readonly ready: Promise<void>
  readonly #options: WorkerPoolOptions
  readonly #threads = new Set<WorkerThread<Task, Result>>()
  readonly #waiting = new Map<Job<Task, Result>, NodeJS.Timeout>()
  readonly #started = Promise.withResolvers<void>()
  readonly #settled = Promise.withResolvers<void>()
  #workerData: unknown
  /** No thread is started: there is nothing to start it with yet, or one has just failed to start. */
  #paused = true
  #closing = false
  #closed: Promise<void> | undefined

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.ready = this.#started.promise.catch(async (error: unknown) => {
      await this.close()
      throw error
    })
    options.workerData.then((data) => {
      this.#workerData = data
      this.#start()
    }, this.#started.reject)
  }

  /** Some thread is ready now. */
  get isReady(): boolean {
    return this.#count('idle', 'working') > 0
  }

  /** Tasks waiting. */
  get depth(): number {
    return this.#waiting.size
  }

  /** Tasks being worked on. */
  get busy(): number {
    return this.#count('working')
  }

  /** Throws `busy`, `worker_failed`, `closed`, what the worker refuses with, or that the task cannot be cloned. */
  run(lane: Lane, task: Task): Promise<Result> {
    if (this.#closing) return Promise.reject(closed())
    if (inLane(this.#waiting.keys(), lane) >= lane.waitingMax && !this.#hasRoom(lane)) return Promise.reject(busy())
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const job = { lane, task, resolve, reject }
    const timer = setTimeout(() => this.#refuse(job, busy()), this.#options.waitMsMax)
    this.#waiting.set(job, timer)
    this.#handOut()
    return promise
  }

  /** Refuses what waits, lets what runs or loads finish, and stops the threads. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing = true
    for (const job of this.#waiting.keys()) this.#refuse(job, closed())
    const timer = setTimeout(this.#settled.resolve, this.#options.closeMsMax)
    this.#settleWhenIdle()
    await this.#settled.promise
    clearTimeout(timer)
    await Promise.all([...this.#threads].map((thread) => (thread.state === 'idle' ? thread.stop() : undefined)))
    this.#started.reject(closed())
  }

  #start(): void {
    this.#paused = false
    this.#fill()
  }

  #fill(): void {
    const { workers } = this.#options
    while (
      !this.#closing &&
      !this.#paused &&
      this.#threads.size - this.#count('abandoned') < workers &&
      this.#threads.size < 2 * workers
    ) {
      const options = { ...this.#options, workerData: this.#workerData }
      this.#threads.add(new WorkerThread(options, (thread, failure) => this.#threadChanged(thread, failure)))
    }
  }

  #threadChanged(thread: WorkerThread<Task, Result>, failure?: Failure): void {
    if (thread.state === 'gone') this.#threads.delete(thread)
    if (failure) this.#failed(failure)
    this.#fill()
    this.#handOut()
    if (this.#count('idle', 'working') === this.#options.workers) this.#started.resolve()
    if (this.#closing) this.#settleWhenIdle()
  }

  #failed({ reason, atStart, error }: Failure): void {
    if (!this.#closing) this.#options.log(`vision worker replaced: ${reason}`)
    if (!atStart) return
    this.#started.reject(error)
    this.#paused = true
    setTimeout(() => this.#start(), RESTART_AFTER_FAILED_START_MS).unref()
  }

  #settleWhenIdle(): void {
    if (this.#count('idle') === this.#threads.size) this.#settled.resolve()
  }

  #handOut(): void {
    for (const [job, timer] of this.#waiting) {
      const idle = [...this.#threads].find(({ state }) => state === 'idle')
      if (!idle) return
      if (!this.#hasRoom(job.lane)) continue
      clearTimeout(timer)
      this.#waiting.delete(job)
      idle.give(job)
    }
  }

  #hasRoom(lane: Lane): boolean {
    const running = [...this.#threads].flatMap(({ job }) => job ?? [])
    return inLane(running, lane) < lane.runningMax && this.#count('idle') > 0
  }

  #refuse(job: Job<Task, Result>, error: Error): void {
    clearTimeout(this.#waiting.get(job))
    if (this.#waiting.delete(job)) job.reject(error)
  }

  #count(...states: readonly ThreadState[]): number {
    return [...this.#threads].filter(({ state }) => states.includes(state)).length
  }
}

function inLane(jobs: Iterable<{ readonly lane: Lane }>, lane: Lane): number {
  return [...jobs].filter((job) => job.lane === lane).length
}

const busy = (): Error => visionError('busy', 'All vision workers are busy; try again shortly.')
const closed = (): Error => visionError('closed', 'The server is shutting down.')
