import { type Transferable, Worker } from 'node:worker_threads'
import { type VisionErrorCode, visionError } from './vision-error.ts'

/** What a worker posts: once that it is ready, then one answer a task. */
export type WorkerMessage<Answer> =
  | { readonly ready: true }
  | { readonly answer: Answer }
  | { readonly refusal: { readonly code: VisionErrorCode; readonly message: string } }

export interface WorkerPoolOptions {
  readonly script: URL
  readonly workerData: unknown
  readonly workers: number
  /** Tasks that may wait while every worker is busy; one more is refused as `busy`. */
  readonly queueMax: number
  /** A worker that takes longer for one task is replaced. */
  readonly answerMsMax: number
  readonly log: (line: string) => void
}

export interface WorkerPool<Task, Answer> {
  /** Resolves when all threads are ready, rejects when one cannot start. */
  readonly ready: Promise<void>
  /** Throws `busy`, `worker_failed`, `closed` or what the worker refuses with. */
  run(task: Task, transfer: readonly Transferable[]): Promise<Answer>
  /** Tasks waiting. */
  readonly depth: number
  /** Tasks being worked on. */
  readonly busy: number
  /** Refuses what waits, lets what runs finish, and stops the threads. */
  close(): Promise<void>
}

interface Job<Task, Answer> {
  readonly task: Task
  readonly transfer: readonly Transferable[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

interface Seat<Task, Answer> {
  worker: Worker
  job: Job<Task, Answer> | null
  timer: NodeJS.Timeout | undefined
  ready: boolean
}

const RESTART_AFTER_FAILED_START_MS = 1000
const HEAP_MEGABYTES_MAX = 192

/** Threads that each hold one task at a time. Tasks may be given at once: they wait until a thread is ready. */
export function openWorkerPool<Task, Answer>(options: WorkerPoolOptions): WorkerPool<Task, Answer> {
  const waiting: Job<Task, Answer>[] = []
  const seats = new Set<Seat<Task, Answer>>()
  let closing = false
  let drained = (): void => {}

  const next = (): void => {
    for (const seat of seats) {
      if (!seat.ready || seat.job) continue
      const job = waiting.shift()
      if (!job) break
      seat.job = job
      seat.timer = setTimeout(() => replace(seat, `no answer within ${options.answerMsMax} ms`), options.answerMsMax)
      seat.worker.postMessage(job.task, job.transfer)
    }
    if (closing && [...seats].every(({ job }) => job === null)) drained()
  }

  const release = (seat: Seat<Task, Answer>): Job<Task, Answer> | null => {
    clearTimeout(seat.timer)
    const { job } = seat
    seat.job = null
    return job
  }

  /** Does not wait for the old thread to end: native code cannot be interrupted. */
  const replace = (seat: Seat<Task, Answer>, reason: string): void => {
    if (!seats.delete(seat)) return
    release(seat)?.reject(visionError('worker_failed', 'The picture could not be looked at; send it again.'))
    void seat.worker.terminate()
    if (!closing) options.log(`vision worker replaced: ${reason}`)
    if (closing) next()
    else if (seat.ready) seats.add(start())
    else setTimeout(() => closing || seats.add(start()), RESTART_AFTER_FAILED_START_MS).unref()
  }

  const start = (settled?: { resolve: () => void; reject: (error: Error) => void }): Seat<Task, Answer> => {
    const worker = new Worker(options.script, {
      workerData: options.workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX, maxYoungGenerationSizeMb: 8 },
    })
    const seat: Seat<Task, Answer> = { worker, job: null, timer: undefined, ready: false }
    worker.on('message', (message: WorkerMessage<Answer>) => {
      if ('ready' in message) {
        seat.ready = true
        settled?.resolve()
      } else if ('answer' in message) release(seat)?.resolve(message.answer)
      else release(seat)?.reject(visionError(message.refusal.code, message.refusal.message))
      next()
    })
    const failed = (reason: string, error: Error): void => {
      if (!seat.ready) settled?.reject(error)
      replace(seat, reason)
    }
    worker.on('error', (error) => failed(error instanceof Error ? error.name : 'it threw', error as Error))
    worker.on('exit', (code) =>
      failed(`it ended with ${code}`, new Error(`A vision worker ended with ${code} at start.`)),
    )
    return seat
  }

  const stop = async (): Promise<void> => {
    closing = true
    for (const { reject } of waiting.splice(0)) reject(visionError('closed', 'The server is shutting down.'))
    // A thread that is stopped while it loads a model takes the process down with it.
    await Promise.allSettled(started)
    await new Promise<void>((resolve) => {
      drained = resolve
      next()
    })
    const ending = [...seats].map(({ worker }) => worker)
    seats.clear()
    await Promise.all(ending.map((worker) => worker.terminate()))
  }

  const started = Array.from(
    { length: options.workers },
    () => new Promise<void>((resolve, reject) => seats.add(start({ resolve, reject }))),
  )
  return {
    ready: Promise.all(started).then(
      () => {},
      async (error: unknown) => {
        await stop()
        throw error
      },
    ),
    run(task, transfer) {
      if (closing) return Promise.reject(visionError('closed', 'The server is shutting down.'))
      if (waiting.length >= options.queueMax && [...seats].every(({ ready, job }) => !ready || job))
        return Promise.reject(visionError('busy', 'All vision workers are busy; try again shortly.'))
      return new Promise((resolve, reject) => {
        waiting.push({ task, transfer, resolve, reject })
        next()
      })
    },
    get depth() {
      return waiting.length
    },
    get busy() {
      return [...seats].filter(({ job }) => job !== null).length
    },
    close: stop,
  }
}
