import { existsSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** A worker that does what each task says, for tests of the pool. */
const hang = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
if (workerData === 'hang at start') hang()
if (workerData?.failWhen === null || existsSync(workerData?.failWhen ?? '')) throw new Error('failed as asked')

parentPort!.on('message', (task: { do: string; ms?: number; bytes?: Uint8Array }) => {
  if (task.do === 'crash') throw new Error('crashed as asked')
  if (task.do === 'exit') process.exit(3)
  if (task.do === 'hang') hang()
  if (task.do === 'refuse') parentPort!.postMessage({ refusal: { code: 'bad_image', message: 'refused as asked' } })
  else setTimeout(() => parentPort!.postMessage({ result: task.bytes?.length ?? 'done' }), task.ms ?? 0)
})
parentPort!.postMessage({ ready: true })
