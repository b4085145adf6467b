import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawSubject } from '../../examples/drawn-subject.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, signUp, whenThereIsRoom } from '../server.ts'

const skip = process.platform !== 'linux' || process.arch !== 'x64'

/** What glibc reserves, and aligns, for each arena but the first. */
const ARENA_BYTES = 64 * 2 ** 20

/** How many arenas besides the first a process has: writable memory, then what is still only reserved of it. */
function countArenas(pid: number): number {
  const regions = readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .map((line) => /^([\da-f]+)-([\da-f]+) (\S+)/.exec(line))
    .map(
      (found) => found && { from: Number.parseInt(found[1]!, 16), to: Number.parseInt(found[2]!, 16), may: found[3] },
    )
  return regions.filter((region, i) => {
    if (region?.may !== 'rw-p' || region.from % ARENA_BYTES !== 0) return false
    const rest = regions[i + 1]
    return rest?.may === '---p' && rest.from === region.to && rest.to - region.from === ARENA_BYTES
  }).length
}

test('all threads share one arena, so that memory does not grow with every picture; npm run soak measures it', {
  skip,
}, async (t) => {
  const server = await startProcess(t, await newEnvironment(t))
  while ((await request(server.url, 'GET', '/readyz')).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const cookie = await signUp({ request: (...args) => request(server.url, ...args) })
  const body = await drawSubject()
  const headers = { 'content-type': 'image/jpeg' }
  for (let i = 0; i < 10; i++) {
    const check = () => request(server.url, 'POST', '/liveness/check', { body, headers, cookie })
    assert.equal((await whenThereIsRoom(check)).status, 200)
  }
  assert.equal(countArenas(server.child.pid!), 0)
})

test('an operator who sets the allocator keeps what was set', { skip }, async (t) => {
  const server = await startProcess(t, { ...(await newEnvironment(t)), MALLOC_ARENA_MAX: '3' })
  const environment = readFileSync(`/proc/${server.child.pid}/environ`, 'utf8').split('\0')
  assert.ok(environment.includes('MALLOC_ARENA_MAX=3'))
  assert.ok(environment.includes('MALLOC_MMAP_THRESHOLD_=262144'))
})
