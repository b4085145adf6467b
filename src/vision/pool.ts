import { verifyModels } from './models/verify-models.ts'
import type { Examination, Observation } from './observation.ts'
import type { ExamineRequest, ObserveRequest } from './observe-picture.ts'
import type { VisionResult, VisionTask } from './worker.ts'
import { WorkerPool } from './worker-pool.ts'
import './silence-runtime.ts'

export interface VisionPoolOptions {
  /** Where the operator's models are installed; it need not exist. */
  readonly modelFolder: string
  /** Threads, each with one core's work; as many as cores when there is nothing else to do. */
  readonly workers: number
  /** Frames that may wait; one more is refused as `busy`. */
  readonly queueFramesMax: number
  /**
   * A worker that takes longer for one picture is replaced and the picture reported as failed; 10 000 unless given.
   */
  readonly taskMsMax?: number
  readonly log: (line: string) => void
}

export interface VisionPool {
  /** Resolves when all threads are ready, rejects when a model is damaged or cannot be run. */
  readonly ready: Promise<void>
  /** Some thread is ready at this moment. */
  readonly isReady: boolean
  /**
   * Measures a frame, to four decimals. The caller keeps its bytes: a worker gets a copy when it begins. Throws a
   * VisionError.
   */
  observe(request: ObserveRequest): Promise<Observation>
  /**
   * Measures every face of a picture that stands alone; its numbers are not rounded, for nothing replays them. It may
   * be large: such pictures take half of the workers at most (but one), and a few may wait, so that frames go on.
   */
  examine(request: ExamineRequest): Promise<Examination>
  /** The installed presentation-attack models that a score is the mean of; known once the models are verified. */
  presentationAttackModels(): Promise<readonly { readonly name: string; readonly sha256: string }[]>
  /** How many frames the threads can measure in a second, by how long they took for the last ones. */
  readonly framesPerSecond: number
  /** Pictures waiting. */
  readonly depth: number
  /** Pictures being measured. */
  readonly busy: number
  close(): Promise<void>
}

/** Until the first frames are measured; about what a core of 2020 takes. */
const FRAME_MS_TYPICAL = 40
/** The last so many frames count. */
const FRAMES_AVERAGED = 32
const PICTURES_WAITING_MAX = 4
const TASK_MS_MAX = 10_000
const WAIT_MS_MAX = 20_000
const START_MS_MAX = 60_000
const CLOSE_MS_MAX = 20_000

/** Verifies the models, then starts the threads; pictures may be given at once. The caller must handle `ready`. */
export function openVisionPool(options: VisionPoolOptions): VisionPool {
  const installed = verifyModels(options.modelFolder, options.log)
  const pool = new WorkerPool<VisionTask, VisionResult>({
    script: new URL('./worker.ts', import.meta.url),
    workerData: installed,
    workers: options.workers,
    taskMsMax: options.taskMsMax ?? TASK_MS_MAX,
    waitMsMax: WAIT_MS_MAX,
    startMsMax: START_MS_MAX,
    closeMsMax: CLOSE_MS_MAX,
    log: options.log,
  })
  let frameMs = FRAME_MS_TYPICAL
  const frames = {
    runningMax: options.workers,
    waitingMax: options.queueFramesMax,
    worked: (ms: number) => {
      frameMs += (ms - frameMs) / FRAMES_AVERAGED
    },
  }
  const pictures = { runningMax: Math.max(1, Math.floor(options.workers / 2)), waitingMax: PICTURES_WAITING_MAX }
  return {
    ready: pool.ready,
    get isReady() {
      return pool.isReady
    },
    observe: (request) => pool.run(frames, { observe: request }) as Promise<Observation>,
    examine: (request) => pool.run(pictures, { examine: request }) as Promise<Examination>,
    async presentationAttackModels() {
      return (await installed).map(({ name, entry }) => ({ name, sha256: entry.sha256 }))
    },
    get framesPerSecond() {
      return (options.workers * 1000) / frameMs
    },
    get depth() {
      return pool.depth
    },
    get busy() {
      return pool.busy
    },
    close: () => pool.close(),
  }
}
