import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { createApiKey } from '../../src/identity/create-key.ts'
import { startServer } from '../server.ts'

const FOLDER = fileURLToPath(new URL('../../examples/integrating/', import.meta.url))
const skip = spawnSync('python3', ['--version']).status === 0 ? false : 'there is no python3'
const run = promisify(execFile)
const python = (program: string, words: readonly string[], environment: Record<string, string> = {}) =>
  run('python3', ['-B', '-c', program, ...words], { cwd: FOLDER, env: { PATH: process.env.PATH, ...environment } })

test('the example in Python opens a check, and waits for it until the time is up', { skip }, async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const program = `import liveness
opened = liveness.open_check("customer-7")
session = liveness.wait(opened["session_id"], 1)
print(session["state"], session["subject"])
try:
    liveness.wait("unknown", 1)
except liveness.LivenessError as refused:
    print(refused.status, refused.error)`
  const { stdout } = await python(program, [], { LIVENESS_URL: server.url, LIVENESS_KEY: key })
  assert.equal(stdout, 'waiting customer-7\n404 not_found\n')
})

test('the example in Python believes a webhook that is signed and new, and no other', { skip }, async () => {
  const secret = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`
  const at = new Date(1_772_443_800_000)
  const body = '{"type": "liveness_session.decided"}'
  const signature = new Webhook(secret).sign('msg_1', at, body)
  const program = `import sys, liveness
body, signature, secret = sys.argv[1:]
headers = {"webhook-id": "msg_1", "webhook-timestamp": "1772443800", "webhook-signature": signature}
for text, now in ((body, 1772443900), (body + " ", 1772443900), (body, 1772444101)):
    try:
        print(liveness.verify_webhook(text.encode(), headers, [secret], now)["type"])
    except ValueError as refused:
        print(refused)`
  const { stdout } = await python(program, [body, signature, secret])
  const refusals = ['None of the secrets signed this', 'The webhook is too old, or too new']
  assert.deepEqual(stdout.trim().split('\n'), ['liveness_session.decided', ...refusals])
})
