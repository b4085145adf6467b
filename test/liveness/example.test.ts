import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cli } from '../commands/cli.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, temporaryFolder } from '../server.ts'

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))

function run(script: string, words: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [example(script), ...words], { env: { PATH: process.env.PATH, ...env } })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  )
}

test('the examples draw a person, play it as a camera, and are called live', async (t) => {
  const environment = await newEnvironment(t)
  const folder = join(temporaryFolder(t), 'person')
  const drawn = await run('draw-person.ts', [folder])
  assert.equal(drawn.code, 0, drawn.output)
  const server = await startProcess(t, environment)
  const made = await cli(environment, ['key', 'create', 'example', '--json'])
  const LIVENESS_API_KEY = JSON.parse(made.out).key
  const { code, output } = await run('camera-client.ts', [folder, server.url], { LIVENESS_API_KEY })
  assert.equal(code, 0, output)
  assert.match(output, /→ \{"type":"hello"/)
  assert.match(output, /← \{"type":"step","index":0,"count":4,"action":"look_straight"/)
  assert.match(output, /← \{"type":"result","state":"decided","verdict":"live","next_action":"accept"\}/)
  assert.match(output, /closed with 1000/)
  const id = /^session (\S+)$/m.exec(output)?.[1]
  const headers = { authorization: `Bearer ${LIVENESS_API_KEY}` }
  const { json } = await request(server.url, 'GET', `/liveness/sessions/${id}`, { headers })
  assert.equal(json.data.verdict, 'live')
})

test('the example camera says how it is called', async () => {
  assert.deepEqual([(await run('camera-client.ts', [])).code, (await run('draw-person.ts', [])).code], [2, 2])
})
