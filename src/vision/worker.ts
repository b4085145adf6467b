import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { releaseBytes } from './decode-picture.ts'
import type { VerifiedModel } from './models/installed-models.ts'
import type { Examination, Observation } from './observation.ts'
import { type ExamineRequest, examinePicture, type ObserveRequest, observePicture } from './observe-picture.ts'

import { openVisionModels } from './open-vision-models.ts'
import { roundNumbers } from './round-numbers.ts'
import { isVisionError } from './vision-error.ts'
import type { WorkerMessage } from './worker-thread.ts'

export type VisionTask = { readonly observe: ObserveRequest } | { readonly examine: ExamineRequest }
export type VisionResult = Observation | Examination

/**
 * On Linux a priority belongs to a thread: the thread that answers requests goes first, whatever is being measured.
 */
if (process.platform === 'linux') setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + 5))

/** One thread of the pool: holds its own model sessions, and nothing of a picture once it is measured. */
const models = await openVisionModels(workerData as readonly VerifiedModel[])
const port = parentPort!
const post = (message: WorkerMessage<VisionResult>): void => port.postMessage(message)
port.on('message', (task: VisionTask) => void measure(task).then(post))
post({ ready: true })

async function measure(task: VisionTask): Promise<WorkerMessage<VisionResult>> {
  const { bytes } = 'examine' in task ? task.examine : task.observe
  try {
    if ('examine' in task) return { result: await examinePicture(models, task.examine) }
    return { result: roundNumbers(await observePicture(models, task.observe)) }
  } catch (error) {
    if (isVisionError(error)) return { refusal: { code: error.code, message: error.message } }
    throw error
  } finally {
    releaseBytes(bytes)
  }
}
