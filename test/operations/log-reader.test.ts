import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { type ServerProcess, startProcess } from '../process.ts'
import { newEnvironment, request, temporaryFolder } from '../server.ts'

const HELD_BYTES_MAX = 4_194_304
const SYSTEM_BUFFER_BYTES_MAX = 1_048_576
const LINE_BEGINS = /^\{"level":\d0,"time":"[\d-]{10}T[\d:.]{12}Z","pid":\d+,/

test('a log whose reader pauses does not slow the server; read again, it has whole lines and says how many are missing', async (t) => {
  const METRICS_PORT = String(await freePort())
  const server = await startProcess(t, { ...(await newEnvironment(t)), METRICS_PORT })
  const { log, chunks } = await collect(server)
  const readMs = await visit(server.url, 5_000)
  log.pause()
  const unreadMs = (await visit(server.url, 30_000)) / 6
  assert.ok(unreadMs < 8 * readMs, `5,000 requests took ${readMs} ms with a reader, ${unreadMs} ms without`)
  const dropped = async () => {
    const { text: metrics } = await request(`http://127.0.0.1:${METRICS_PORT}`, 'GET', '/metrics')
    return Number(/^log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1])
  }
  const droppedUnread = await dropped()
  assert.ok(droppedUnread > 1_000, `${droppedUnread} lines dropped`)

  const before = Buffer.concat(chunks).length
  log.resume()
  while (!chunks.at(-1)?.includes('could not be written')) await once(log, 'data')
  // The last lines may have been collected still when nobody read, and dropped since.
  const droppedInAll = await dropped()
  const closed = once(server.child, 'close')
  assert.equal(await server.stop('SIGTERM'), 0)
  await closed
  const { requests, missing } = countLines(Buffer.concat(chunks).toString())
  assert.equal(requests + missing, 35_000)
  assert.equal(missing, droppedInAll)
  const bytes = Buffer.concat(chunks).length - before
  assert.ok(bytes < HELD_BYTES_MAX + SYSTEM_BUFFER_BYTES_MAX, `${bytes} bytes were held`)
})

test('what a slow reader is behind by is all written before a stopped server ends', async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  const { log, chunks } = await collect(server)
  log.pause()
  await visit(server.url, 5_000)
  const closed = once(server.child, 'close')
  const stopped = server.stop('SIGTERM')
  await sleep(300)
  log.resume()
  assert.equal(await stopped, 0)
  await closed
  const written = Buffer.concat(chunks).toString()
  assert.deepEqual(countLines(written), { requests: 5_000, missing: 0 })
  assert.match(written.slice(-500), /"msg":"stopped"\}\n$/)
})

test('a server whose reader has ended goes on; it ends in time where the next one does not read, who finds whole lines', async (t) => {
  const path = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const openReader = () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const first = openReader()
  const writer = openSync(path, 'w')
  const server = await startProcess(t, await newEnvironment(t), writer)
  await visit(server.url, 2_000)
  closeSync(first)
  await visit(server.url, 2_000)
  const second = openReader()
  await visit(server.url, 2_000)
  const startedAt = performance.now()
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.ok(performance.now() - startedAt < 4_000)
  closeSync(writer)
  const { requests, missing } = countLines(await text(createReadStream('', { fd: second })))
  assert.ok(requests > 100 && missing > 1_000, `${requests} lines, ${missing} missing`)
})

test('a line that a full disk cut short is ended before the next, and the number of those missing is told', async (t) => {
  const file = join(temporaryFolder(t), 'log')
  const program = `
    import { openSync, statSync, truncateSync } from 'node:fs'
    import { openLineBuffer } from './src/operations/line-buffer.ts'
    import { openLogSink } from './src/operations/log-sink.ts'
    const file = process.argv[1]
    const lines = openLineBuffer(openLogSink(openSync(file, 'a')), (missing) => '{"missing":' + missing + '}\\n')
    for (let n = 0; n < 1000; n++) lines.write(JSON.stringify({ n, msg: 'request' }) + '\\n')
    lines.flush()
    truncateSync(file, statSync(file).size - 3001)
    lines.write('{"msg":"request"}\\n')
    await lines.drained(1000)`
  const limited = ['-c', 'ulimit -f 16; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', program, file]
  const child = spawn('sh', limited, { stdio: ['ignore', 'ignore', 'inherit'] })
  assert.deepEqual(await once(child, 'exit'), [0, null])
  const written = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const cut = written.findIndex((line) => !line.endsWith('}'))
  assert.match(written[cut + 1] ?? '', /^\{"missing":\d+\}$/)
  assert.deepEqual(written.slice(cut + 2), ['{"msg":"request"}'])
})

/** Sends so many requests over one connection and answers in how many ms all were responded to. */
async function visit(url: string, times: number): Promise<number> {
  const startedAt = performance.now()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(times - 1))
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  const responses = (await text(socket)).split('HTTP/1.1 200 ').length - 1
  assert.equal(responses, times)
  return performance.now() - startedAt
}

/** The log from when the start is over, without the messages beside it. */
async function collect({ child, output }: ServerProcess): Promise<{ log: Readable; chunks: Buffer[] }> {
  while (!output().includes('vision engine ready')) await sleep(20)
  const chunks: Buffer[] = []
  const log = child.stdout!.on('data', (chunk) => chunks.push(chunk))
  return { log, chunks }
}

function countLines(output: string): { requests: number; missing: number } {
  // A line that was cut short stands alone.
  const lines = output.split('\n').filter((line) => line.endsWith('}'))
  for (const line of lines) assert.match(line, LINE_BEGINS)
  const messages = lines.map((line) => JSON.parse(line).msg as string)
  const missing = messages.map((msg) => Number(/^(\d+) log lines could not be written$/.exec(msg)?.[1] ?? 0))
  return {
    requests: messages.filter((msg) => msg === 'request').length,
    missing: missing.reduce((sum, more) => sum + more, 0),
  }
}
