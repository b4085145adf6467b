import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { WorkerPool } from '../../src/vision/worker-pool.ts'
import { temporaryFolder } from '../server.ts'

interface Task {
  readonly do: 'finish' | 'crash' | 'exit' | 'hang' | 'refuse'
  readonly ms?: number
  readonly bytes?: Uint8Array<ArrayBuffer>
}

const LANE = { runningMax: 2, waitingMax: 2 }
const LIMITS = { taskMsMax: 300, waitMsMax: 2000, startMsMax: 5000, closeMsMax: 1000 }
const script = new URL('./scripted-worker.ts', import.meta.url)

async function open(t: TestContext, given = {}): Promise<{ pool: WorkerPool<Task, unknown>; lines: string[] }> {
  const lines: string[] = []
  const options = {
    script,
    workerData: Promise.resolve<unknown>(null),
    workers: 1,
    log: (line: string) => void lines.push(line),
    ...LIMITS,
  }
  const pool = new WorkerPool<Task, unknown>({ ...options, ...given })
  await pool.ready
  t.after(() => pool.close())
  return { pool, lines }
}

test('more tasks than may run and wait are refused as busy, and depth and busy count those', async (t) => {
  const { pool } = await open(t, { workers: 2 })
  const running = [1, 2, 3, 4].map(() => pool.run(LANE, { do: 'finish', ms: 50 }))
  assert.deepEqual([pool.busy, pool.depth], [2, 2])
  await assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'busy' })
  assert.deepEqual(await Promise.all(running), ['done', 'done', 'done', 'done'])
  assert.deepEqual([pool.busy, pool.depth], [0, 0])
})

test('one kind of task takes no more workers than its lane has, and the other goes on', async (t) => {
  const { pool } = await open(t, { workers: 2 })
  const slow = { runningMax: 1, waitingMax: 1 }
  const running = pool.run(slow, { do: 'finish', ms: 200 })
  const waiting = pool.run(slow, { do: 'finish' })
  await assert.rejects(pool.run(slow, { do: 'finish' }), { code: 'busy' })
  assert.deepEqual([pool.busy, pool.depth], [1, 1])
  const order: string[] = []
  await Promise.all([
    running.then(() => order.push('running')),
    waiting.then(() => order.push('waiting')),
    pool.run(LANE, { do: 'finish', ms: 20 }).then(() => order.push('other')),
  ])
  assert.deepEqual(order, ['other', 'running', 'waiting'])
})

test('a worker that crashes, exits or hangs fails its own task only and is replaced', async (t) => {
  const { pool, lines } = await open(t)
  for (const fault of ['crash', 'exit', 'hang'] as const) {
    const [failed, next] = [pool.run(LANE, { do: fault }), pool.run(LANE, { do: 'finish' })]
    await assert.rejects(failed, { code: 'worker_failed' })
    assert.equal(await next, 'done')
  }
  assert.equal(lines.length, 3)
  assert.match(lines.join('\n'), /no answer within 300 ms/)
})

test('what a worker refuses reaches the caller with its code', async (t) => {
  const { pool } = await open(t)
  await assert.rejects(pool.run(LANE, { do: 'refuse' }), { code: 'bad_image', message: 'refused as asked' })
})

test('the bytes of a task stay with the caller, and the worker gets a copy', async (t) => {
  const { pool } = await open(t)
  const bytes = new Uint8Array(1000)
  assert.equal(await pool.run(LANE, { do: 'finish', bytes }), 1000)
  assert.equal(bytes.byteLength, 1000)
})

test('closing refuses what waits and what comes, and lets what runs finish', async (t) => {
  const { pool } = await open(t)
  const [running, waiting] = [pool.run(LANE, { do: 'finish', ms: 100 }), pool.run(LANE, { do: 'finish' })]
  const closed = pool.close()
  await assert.rejects(waiting, { code: 'closed' })
  await assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'closed' })
  assert.equal(await running, 'done')
  await closed
})

test('closing does not wait for a worker that hangs longer than its limit', async (t) => {
  const { pool } = await open(t)
  const hanging = pool.run(LANE, { do: 'hang' })
  const started = performance.now()
  await Promise.all([assert.rejects(hanging, { code: 'worker_failed' }), pool.close()])
  assert.ok(performance.now() - started < 2000)
})

test('a pool whose workers cannot start says why', async () => {
  const options = { script, workerData: Promise.resolve({ failWhen: null }), workers: 2, log: () => {}, ...LIMITS }
  await assert.rejects(new WorkerPool(options).ready, /failed as asked/)
  await wait(50)
})

test('tasks may be given before there is anything to start a worker with, no more than may wait', async (t) => {
  const { promise, resolve } = Promise.withResolvers()
  const options = { script, workerData: promise, workers: 1, log: () => {}, ...LIMITS }
  const pool = new WorkerPool<Task, unknown>(options)
  t.after(() => pool.close())
  const waiting = [1, 2].map(() => pool.run(LANE, { do: 'finish' }))
  await assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'busy' })
  assert.deepEqual([pool.isReady, pool.depth], [false, 2])
  resolve(null)
  assert.deepEqual(await Promise.all(waiting), ['done', 'done'])
})

test('a pool that gets nothing to start its workers with says why and refuses what waits', async () => {
  const workerData = Promise.reject(new Error('there is nothing'))
  const pool = new WorkerPool<Task, unknown>({ script, workerData, workers: 1, log: () => {}, ...LIMITS })
  const waiting = assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'closed' })
  await assert.rejects(pool.ready, /there is nothing/)
  await waiting
})

test('a pool whose workers hang at start says so, refuses what waits, and closes', async () => {
  const options = { script, workerData: Promise.resolve('hang at start'), workers: 2, log: () => {}, ...LIMITS }
  const pool = new WorkerPool<Task, unknown>({ ...options, startMsMax: 200, closeMsMax: 200 })
  const waiting = assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'closed' })
  await assert.rejects(pool.ready, /not ready within 200 ms/)
  await waiting
  assert.equal(pool.isReady, false)
})

test('while no worker can be started the pool is not ready, and what waits is refused as busy in time', async (t) => {
  const flag = join(temporaryFolder(t), 'fail')
  const { pool, lines } = await open(t, { workerData: Promise.resolve({ failWhen: flag }), waitMsMax: 400 })
  assert.equal(pool.isReady, true)
  writeFileSync(flag, '')
  await assert.rejects(pool.run(LANE, { do: 'crash' }), { code: 'worker_failed' })
  assert.equal(pool.isReady, false)
  const started = performance.now()
  await assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'busy' })
  assert.ok(performance.now() - started < 1500)
  assert.deepEqual([pool.depth, pool.busy], [0, 0])
  rmSync(flag)
  while (!pool.isReady) await wait(20)
  assert.equal(await pool.run(LANE, { do: 'finish' }), 'done')
  assert.ok(lines.length >= 2)
})

test('threads that never end are not replaced without limit', async (t) => {
  const { pool, lines } = await open(t, { taskMsMax: 100, waitMsMax: 400 })
  for (const _ of [1, 2]) await assert.rejects(pool.run(LANE, { do: 'hang' }), { code: 'worker_failed' })
  assert.equal(pool.isReady, false)
  await assert.rejects(pool.run(LANE, { do: 'finish' }), { code: 'busy' })
  assert.equal(lines.length, 2)
})

test('the late result of an abandoned worker is discarded, and the worker with it', async (t) => {
  const { pool } = await open(t, { taskMsMax: 100 })
  await assert.rejects(pool.run(LANE, { do: 'finish', ms: 250 }), { code: 'worker_failed' })
  const started = performance.now()
  assert.equal(await pool.run(LANE, { do: 'finish' }), 'done')
  await pool.close()
  assert.ok(performance.now() - started < 900, 'closing waited for a thread that was gone')
})

test('a task that cannot be cloned fails alone', async (t) => {
  const { pool } = await open(t)
  const uncloneable = { do: 'finish', bytes: () => {} } as unknown as Task
  const [failed, next] = [pool.run(LANE, uncloneable), pool.run(LANE, { do: 'finish', bytes: new Uint8Array(10) })]
  await assert.rejects(failed, { name: 'DataCloneError' })
  assert.equal(await next, 10)
  assert.deepEqual([pool.depth, pool.busy], [0, 0])
})
