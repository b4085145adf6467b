import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { codeAt } from '../admin/code-at.ts'
import { logIn, makeOperator, postForm } from '../admin/operators.ts'
import { startServer, type TestServer } from '../server.ts'
import { CLI, cli, environmentOf, jsonLines } from './cli.ts'

const PASSWORD = 'a grey heron over the weir'
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Runs a command that shows a second factor, as a script would: the password, then a code of what was printed. */
async function enroll(server: TestServer, words: readonly string[], codeOf: (secret: Buffer) => readonly string[]) {
  const child = spawn(process.execPath, [CLI, ...words], {
    env: { PATH: process.env.PATH, ...environmentOf(server), PUBLIC_URL: 'https://a.example' },
  })
  let [out, err] = ['', '']
  let secret: Buffer = Buffer.alloc(0)
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.write(`${PASSWORD}\n`)
  createInterface({ input: child.stdout }).on('line', (line) => {
    out += `${line}\n`
    const found = /[?&]secret=([A-Z2-7]+)/.exec(line)?.[1]
    if (found === undefined) return
    secret = fromBase32(found)
    child.stdin.end(
      codeOf(secret)
        .map((code) => `${code}\n`)
        .join(''),
    )
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, out, err, secret }
}

const codeNow = (secret: Buffer) => [codeAt(secret, Date.now())]

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

test('admin create shows a second factor once and makes an operator who logs in; reset and remove end it', async (t) => {
  const server = await startServer(t)
  const run = (...words: string[]) => cli(environmentOf(server), ['admin', ...words])
  const created = await enroll(server, ['admin', 'create', 'Olga'], codeNow)
  assert.equal(created.code, 0, created.err)
  assert.equal(created.secret.length, 20)
  assert.match(created.out, /^otpauth:\/\/totp\/liveness-server%20a\.example:Olga\?.*&period=30\n$/)
  assert.match(created.err, /▄█/)
  assert.ok(!created.err.includes(PASSWORD))
  server.clock.set(Date.now() - server.clock.now())
  const olga = { id: '', name: 'olga', password: PASSWORD, secret: created.secret }
  const cookie = await logIn(server, olga)

  const [listed] = jsonLines((await run('list', '--json')).out)
  assert.deepEqual(Object.keys(listed ?? {}), ['id', 'name', 'created_at', 'last_login_at'])
  assert.equal(listed?.name, 'Olga')
  assert.match((await run('list')).out, /^NAME +CREATED +LAST LOGIN\nOlga +\d.*Z +\d.*Z\n$/)

  const reset = await enroll(server, ['admin', 'reset', 'OLGA', '--json'], codeNow)
  assert.equal(reset.code, 0, reset.err)
  assert.deepEqual(
    jsonLines(reset.out).map((line) => Object.keys(line)),
    [['otpauth_uri'], ['id', 'name']],
  )
  assert.equal((await server.request('GET', '/admin', { cookie })).status, 303)
  await assert.rejects(logIn(server, olga), /401/)
  assert.ok(await logIn(server, { ...olga, secret: reset.secret }))

  assert.equal((await run('remove', 'olga', '--yes')).code, 0)
  assert.equal((await server.request('GET', '/admin/login')).status, 404)
  assert.deepEqual(await server.storage.db.selectFrom('sealed_secret').selectAll().execute(), [])
  const lines = await server.storage.db.selectFrom('audit').selectAll().orderBy('id').execute()
  const local = lines.filter(({ address }) => address === 'local')
  assert.deepEqual(
    local.map(({ event, actor }) => [event, actor]),
    ['operator_created', 'operator_reset', 'operator_removed'].map((event) => [event, listed?.id]),
  )
})

test('admin create refuses a weak password, three wrong codes, and a name that is taken', async (t) => {
  const server = await startServer(t)
  await makeOperator(server)
  const run = (input: string, ...words: string[]) => cli(environmentOf(server), ['admin', ...words], input)
  const refused: [input: string, words: string[], says: RegExp][] = [
    ['123456789012345678\n', ['create', 'otto'], /too easy to guess/],
    [
      'too short\n',
      ['create', 'otto'],
      /^liveness: The password is refused\. It needs 15 characters at least, 5 of them different, and must not have the name in it\.$/m,
    ],
    ['\n', ['create', 'otto'], /It needs 15 characters/],
    [`${PASSWORD}\n`, ['create', 'heron'], /must not have the name in it/],
    [`${PASSWORD}\n`, ['create', 'a'], /Standard input ended before an answer to: The code/],
    [`${PASSWORD}\n`, ['create', 'otto'], /Standard input ended before an answer to: The code/],
    [`${PASSWORD}\n1\n2\n3\n`, ['create', 'otto'], /No code was right\. Nothing was changed/],
    [`${PASSWORD}\n`, ['create', 'OLGA'], /There is an operator "OLGA" already/],
  ]
  const answers = await Promise.all(refused.map(([input, words]) => run(input, ...words)))
  for (const [index, [, , says]] of refused.entries()) {
    assert.match(answers[index]?.err ?? '', says)
    assert.equal(answers[index]?.code, 1)
  }
  assert.equal((await server.storage.db.selectFrom('operator').selectAll().execute()).length, 1)
})

test('evidence-key rotate seals the secrets of second factors with the new key', async (t) => {
  const server = await startServer(t)
  const operator = await makeOperator(server)
  const sealedWith = async () =>
    (await server.storage.db.selectFrom('sealed_secret').selectAll().executeTakeFirstOrThrow()).evidence_key
  const before = await sealedWith()
  const rotated = await cli(environmentOf(server), ['evidence-key', 'rotate', '--json'])
  assert.equal(rotated.code, 0, rotated.err)
  assert.notEqual(await sealedWith(), before)
  assert.ok(await logIn(server, operator))
  assert.equal((await postForm(server, '/admin/login', {})).status, 401)
})
