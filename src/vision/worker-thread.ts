import { type Transferable, Worker } from 'node:worker_threads'
import { type VisionErrorCode, visionError } from './vision-error.ts'

/** What a worker posts: once that it is ready, then one answer a task. */
export type WorkerMessage<Answer> =
  | { readonly ready: true }
  | { readonly answer: Answer }
  | { readonly refusal: { readonly code: VisionErrorCode; readonly message: string } }

export interface Job<Task, Answer> {
  readonly task: Task
  readonly transfer: readonly Transferable[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export interface ThreadOptions {
  readonly script: URL
  readonly workerData: unknown
  /** A thread that is not ready by then is let go. */
  readonly startMsMax: number
  /** A thread that takes longer for one task is let go. */
  readonly answerMsMax: number
}

/**
 * `let_go`: it took too long, its task has failed, and it ends by itself as soon as it posts anything: a thread that is stopped while
 * it is in the model runtime takes the process down with it.
 */
export type ThreadState = 'starting' | 'idle' | 'working' | 'let_go' | 'gone'

export interface WorkerThread<Task, Answer> {
  readonly state: ThreadState
  /** To an idle thread only. A task that can't be handed over is rejected and leaves the thread idle. */
  give(job: Job<Task, Answer>): void
  /** Stops an idle thread. */
  stop(): Promise<unknown>
}

export interface Loss {
  readonly reason: string
  /** It never became ready. */
  readonly atStart: boolean
  readonly error: Error
}

const HEAP_MEGABYTES_MAX = 192

/** Starts a thread that holds one task at a time. `changed` is called after each change of state, with the loss where it is one. */
export function startThread<Task, Answer>(
  options: ThreadOptions,
  changed: (thread: WorkerThread<Task, Answer>, loss?: Loss) => void,
): WorkerThread<Task, Answer> {
  const worker = new Worker(options.script, {
    workerData: options.workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX, maxYoungGenerationSizeMb: 8 },
  })
  let state: ThreadState = 'starting'
  let job: Job<Task, Answer> | null = null

  const release = (next: ThreadState): Job<Task, Answer> | null => {
    clearTimeout(timer)
    const released = job
    state = next
    job = null
    return released
  }
  const lose = (
    next: 'let_go' | 'gone',
    reason: string,
    error = new Error(`A vision worker failed: ${reason}`),
  ): void => {
    if (state === 'gone') return
    const loss = state === 'let_go' ? undefined : { reason, error, atStart: state === 'starting' }
    release(next)?.reject(visionError('worker_failed', 'The picture could not be looked at; send it again.'))
    changed(thread, loss)
  }
  const letGoAfter = (ms: number, reason: string): NodeJS.Timeout =>
    setTimeout(() => {
      worker.unref()
      lose('let_go', reason)
    }, ms)
  let timer = letGoAfter(options.startMsMax, `not ready within ${options.startMsMax} ms`)

  worker.on('message', (message: WorkerMessage<Answer>) => {
    if (state === 'let_go') return void worker.terminate()
    const done = release('idle')
    if ('answer' in message) done?.resolve(message.answer)
    else if ('refusal' in message) done?.reject(visionError(message.refusal.code, message.refusal.message))
    changed(thread)
  })
  worker.on('error', (error: Error) => lose('gone', error.name, error))
  worker.on('exit', (code) => lose('gone', `it ended with ${code}`))

  const thread: WorkerThread<Task, Answer> = {
    get state() {
      return state
    },
    give(given) {
      try {
        worker.postMessage(given.task, given.transfer)
      } catch (error) {
        return given.reject(error)
      }
      state = 'working'
      job = given
      timer = letGoAfter(options.answerMsMax, `no answer within ${options.answerMsMax} ms`)
    },
    stop: () => worker.terminate(),
  }
  return thread
}
