import { Worker } from 'node:worker_threads'
import { type VisionErrorCode, visionError } from './vision-error.ts'

/** What a worker posts: once that it is ready, then one outcome a task. */
export type WorkerMessage<Result> =
  | { readonly ready: true }
  | { readonly result: Result }
  | { readonly refusal: { readonly code: VisionErrorCode; readonly message: string } }

/** What one kind of task may take of the workers, so that no kind holds up another. */
export interface Lane {
  /** Tasks worked on at a time. */
  readonly runningMax: number
  /** Tasks that may wait; one more is refused as `busy`. */
  readonly waitingMax: number
  /** Called with how long a thread took for a task of the lane, in milliseconds. */
  readonly worked?: (ms: number) => void
}

export interface Job<Task, Result> {
  readonly lane: Lane
  readonly task: Task
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface ThreadOptions {
  readonly script: URL
  readonly workerData: unknown
  /** A thread that is not ready by then is abandoned. */
  readonly startMsMax: number
  /** A thread that takes longer for one task is abandoned. */
  readonly taskMsMax: number
}

/**
 * `abandoned`: it took too long, its task has failed, and it ends as soon as it posts anything. It is not stopped
 * before: a thread that is stopped while it is in the model runtime takes the process down with it.
 */
export type ThreadState = 'starting' | 'idle' | 'working' | 'abandoned' | 'gone'

export interface Failure {
  readonly reason: string
  /** It never became ready. */
  readonly atStart: boolean
  readonly error: Error
}

const HEAP_MEGABYTES_MAX = 192

/** A thread that holds one task at a time. */
export class WorkerThread<Task, Result> {
  readonly #worker: Worker
  readonly #taskMsMax: number
  readonly #changed: (thread: WorkerThread<Task, Result>, failure?: Failure) => void
  #state: ThreadState = 'starting'
  #job: Job<Task, Result> | null = null
  #timer: NodeJS.Timeout
  #givenAtMs = 0

  /** `changed` is called after each change of state, with the failure where it is one. */
  constructor(
    { script, workerData, startMsMax, taskMsMax }: ThreadOptions,
    changed: (thread: WorkerThread<Task, Result>, failure?: Failure) => void,
  ) {
    this.#taskMsMax = taskMsMax
    this.#changed = changed
    this.#worker = new Worker(script, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX, maxYoungGenerationSizeMb: 8 },
    })
    this.#timer = this.#abandonAfter(startMsMax, `not ready within ${startMsMax} ms`)
    this.#worker.on('message', (message: WorkerMessage<Result>) => this.#receive(message))
    this.#worker.on('error', (error: Error) => this.#fail('gone', error.name, error))
    this.#worker.on('exit', (code) => this.#fail('gone', `it ended with ${code}`))
  }

  get state(): ThreadState {
    return this.#state
  }

  /** The job it works on. */
  get job(): Job<Task, Result> | null {
    return this.#job
  }

  /** To an idle thread only. The task is cloned; one that cannot be is rejected and leaves the thread idle. */
  give(job: Job<Task, Result>): void {
    try {
      this.#worker.postMessage(job.task)
    } catch (error) {
      job.reject(error)
      return
    }
    this.#state = 'working'
    this.#job = job
    this.#givenAtMs = performance.now()
    this.#timer = this.#abandonAfter(this.#taskMsMax, `no answer within ${this.#taskMsMax} ms`)
  }

  /** Stops an idle thread. */
  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #receive(message: WorkerMessage<Result>): void {
    if (this.#state === 'abandoned') {
      void this.#worker.terminate()
      return
    }
    const job = this.#release('idle')
    if ('result' in message) {
      job?.lane.worked?.(performance.now() - this.#givenAtMs)
      job?.resolve(message.result)
    }
    if ('refusal' in message) job?.reject(visionError(message.refusal.code, message.refusal.message))
    this.#changed(this)
  }

  #abandonAfter(ms: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#worker.unref()
      this.#fail('abandoned', reason)
    }, ms)
  }

  #fail(next: 'abandoned' | 'gone', reason: string, error = new Error(`A vision worker failed: ${reason}`)): void {
    if (this.#state === 'gone') return
    const failure = this.#state === 'abandoned' ? undefined : { reason, error, atStart: this.#state === 'starting' }
    this.#release(next)?.reject(visionError('worker_failed', 'The picture could not be measured; send it again.'))
    this.#changed(this, failure)
  }

  #release(next: ThreadState): Job<Task, Result> | null {
    clearTimeout(this.#timer)
    const released = this.#job
    this.#state = next
    this.#job = null
    return released
  }
}
