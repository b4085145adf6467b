import { parentPort, workerData } from 'node:worker_threads'

/** A worker that does as it is told, for tests of the pool around it. */
if (workerData === 'fail at start') throw new Error('told to fail')

parentPort!.on('message', (task: { do: string; ms?: number; bytes?: Uint8Array }) => {
  if (task.do === 'crash') throw new Error('told to crash')
  if (task.do === 'exit') process.exit(3)
  if (task.do === 'hang') for (;;);
  if (task.do === 'refuse') parentPort!.postMessage({ refusal: { code: 'bad_image', message: 'told to refuse' } })
  else setTimeout(() => parentPort!.postMessage({ answer: task.bytes?.length ?? 'done' }), task.ms ?? 0)
})
parentPort!.postMessage({ ready: true })
