import assert from 'node:assert/strict'
import { Agent, request as httpRequest, METHODS } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { SECURITY_HEADERS } from '../../src/http/security-headers.ts'
import { signUp, somebody, startServer } from '../server.ts'
import { sendRaw } from './raw.ts'

const JSON_HEADERS = { 'content-type': 'application/json' }

test('an unknown path is 404, a known one with another method 405 with Allow, both in the envelope', async (t) => {
  const server = await startServer(t)
  const unknown = await server.request('GET', '/nothing/here')
  assert.equal(unknown.text, '{"status_code":404,"message":"Not found","error":"not_found"}')
  const wrong = await server.request('GET', '/auth/login')
  assert.equal(wrong.text, '{"status_code":405,"message":"Method not allowed"}')
  assert.equal(wrong.headers.get('allow'), 'POST, OPTIONS')
  const elsewhere = await server.request('DELETE', '/healthz')
  assert.equal(elsewhere.text, '{"status_code":405,"message":"Method not allowed","error":"method_not_allowed"}')
  assert.equal(elsewhere.headers.get('allow'), 'GET, HEAD, OPTIONS')
  assert.equal((await server.request('POST', '/user/delete', { body: 'x' })).status, 405)
  for (const path of ['/home%2F', '/%2Fhome', '/auth%2flogin', '/docs/static/nothing'])
    assert.equal((await server.request('GET', path)).text, unknown.text, path)
  assert.match(
    await sendRaw(server.url, 'POST /home#x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    /^HTTP\/1\.1 405 /,
  )
  for (const path of ['/%', '/%zz', '/%c0%ae', `/${'a'.repeat(5000)}`, '/?%', '//', '/..%2f..%2fetc/passwd'])
    assert.ok([200, 404, 414].includes((await server.request('GET', path)).status), path)
})

test('any method that HTTP knows gets a response, on any path, and never a 5xx', async (t) => {
  const server = await startServer(t)
  for (const method of METHODS.filter((name) => name !== 'CONNECT'))
    for (const path of ['/', '/home', '/auth/login', '/healthz', '/nothing']) {
      const answer = await sendRaw(
        server.url,
        `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      )
      assert.match(answer, /^HTTP\/1\.1 (2|4)\d\d /, `${method} ${path}: ${answer.slice(0, 80)}`)
    }
  assert.match(
    await sendRaw(server.url, 'LOCK /home HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    /405[\s\S]*allow: GET, HEAD, OPTIONS/,
  )
})

test('a client that breaks off is no trouble of the server’s', async (t) => {
  const server = await startServer(t)
  const { port } = new URL(server.url)
  const head = 'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
  const body = JSON.stringify(somebody)
  for (const rest of [`content-length: 100\r\n\r\n{`, `content-length: ${body.length}\r\n\r\n${body}`])
    for (let index = 0; index < 10; index++)
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () =>
          socket.write(head + rest, () => socket.resetAndDestroy()),
        )
        socket.on('close', () => resolve())
      })
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.deepEqual(
    server.logLines.filter((line) => /"level":(50|60)/.test(line)),
    [],
  )
})

test('HEAD responds as GET without a body, OPTIONS lists the methods', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const head = await server.request('HEAD', '/home', { cookie })
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
  assert.equal(
    head.headers.get('content-length'),
    String((await server.request('GET', '/home', { cookie })).text.length),
  )
  const options = await server.request('OPTIONS', '/user/delete')
  assert.equal(options.status, 204)
  assert.equal(options.headers.get('allow'), 'DELETE, OPTIONS')
})

test('a trailing slash and percent-encoded letters make no difference', async (t) => {
  const server = await startServer(t)
  assert.equal((await server.request('POST', '/auth/register/', { json: somebody })).status, 201)
  assert.equal((await server.request('POST', '/%61uth/login', { json: somebody })).status, 200)
  assert.equal((await server.request('GET', '/home/?x=1')).status, 401)
})

test('a body that is not JSON is 415, malformed JSON or bytes that are not UTF-8 are 400', async (t) => {
  const server = await startServer(t)
  const login = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
    server.request('POST', '/auth/login', { body, headers: { 'content-type': type } })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/xml',
  ])
    assert.equal(
      (await login(JSON.stringify(somebody), type)).text,
      '{"status_code":415,"message":"Content-Type must be application/json"}',
    )
  for (const body of ['{', '{"a":}', 'hello', "{'a':1}", '{"a":1}}', '\u0000'])
    assert.equal(
      (await login(body, 'application/json')).text,
      '{"status_code":400,"message":"Request body must be valid JSON"}',
    )
  const invalidUtf8 = Uint8Array.from([...Buffer.from('{"username":"'), 0xff, 0xfe, ...Buffer.from('"}')])
  assert.equal((await login(invalidUtf8, 'application/json')).json.message, 'Request body must be valid JSON')
  assert.equal((await login(invalidUtf8, 'image/png')).status, 415)
  for (const type of ['application/json', 'image/png'])
    assert.equal((await login('', type)).json.message, 'Username and Password is required')
  assert.equal(
    (await login(JSON.stringify(somebody), 'Application/JSON; charset=UTF-8')).json.message,
    'Username not found!',
  )
})

test('a body of any type is ignored where none is asked for', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  for (const type of ['text/plain', 'application/json', 'image/jpeg', 'nonsense'])
    assert.equal(
      (await server.request('DELETE', '/auth/logout', { body: '{{{', headers: { 'content-type': type } })).status,
      200,
    )
  const large = { body: 'x'.repeat(1_000_000), headers: { 'content-type': 'text/plain' }, cookie }
  assert.equal((await server.request('DELETE', '/user/delete', large)).status, 200)
})

test('deep, huge and repetitive JSON is refused or read, never a crash', async (t) => {
  const server = await startServer(t)
  const login = (body: string) => server.request('POST', '/auth/login', { body, headers: JSON_HEADERS })
  assert.equal((await login('['.repeat(8000) + ']'.repeat(8000))).status, 400)
  assert.equal((await login(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`)).status, 400)
  assert.equal(
    (await login(`{"username":"first","username":"second","password":"x"}`)).json.message,
    'Username not found!',
  )
  const tooLarge = await login(JSON.stringify({ username: 'x'.repeat(17_000), password: 'x' }))
  assert.equal(tooLarge.text, '{"status_code":413,"message":"Request body is too large: at most 16384 bytes"}')
  assert.equal(tooLarge.headers.get('connection'), 'close')
})

test('a megabyte of garbage gets a refusal that the client can read', async (t) => {
  const server = await startServer(t)
  const garbage = crypto.getRandomValues(new Uint8Array(65_536))
  const megabyte = new Uint8Array(1_048_576).map((_, index) => garbage[index % 65_536] ?? 0)
  const answer = await server.request('POST', '/auth/register', { body: megabyte, headers: JSON_HEADERS })
  assert.equal(answer.status, 413)
  assert.equal((await server.request('GET', '/')).status, 200)
})

test('a body longer than anyone may send is cut off', async (t) => {
  const server = await startServer(t)
  const head =
    'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n'
  const answer = await sendRaw(server.url, head + 'x'.repeat(9_000_000))
  assert.match(answer, /^(HTTP\/1\.1 413|$)/)
  assert.equal((await server.request('GET', '/')).status, 200)
})

test('connections are kept alive from request to request', async (t) => {
  const server = await startServer(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  const ports = new Set<number | undefined>()
  for (let index = 0; index < 5; index++)
    await new Promise<void>((resolve, reject) => {
      const sent = httpRequest(`${server.url}/home`, { agent, headers: { 'content-type': 'x' } }, (response) => {
        ports.add(response.socket.localPort)
        response.resume().on('end', resolve)
      })
      sent.on('error', reject).end()
    })
  assert.equal(ports.size, 1)
})

test('what is not HTTP gets a response in the envelope, and too large headers are named', async (t) => {
  const server = await startServer(t)
  assert.match(
    await sendRaw(server.url, 'hello\r\n\r\n'),
    /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"error":"invalid_request"/,
  )
  const refusals = [
    await sendRaw(server.url, 'hello\r\n\r\n'),
    await sendRaw(server.url, `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(70_000)}\r\n\r\n`),
  ]
  for (const refusal of refusals)
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) assert.ok(refusal.includes(`${name}: ${value}\r\n`))
  assert.match(await sendRaw(server.url, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc'), /^HTTP\/1\.1 400/)
  assert.match(
    await sendRaw(server.url, `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(70_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431[\s\S]*"status_code":431,"message":"Request headers are too large: at most 65536 bytes in 100 headers"/,
  )
})

test('HTTP/1.1 without a Host is refused in the envelope, HTTP/1.0 and an unknown Expect are served', async (t) => {
  const server = await startServer(t)
  const send = (version: string, path: string, headers = '') =>
    sendRaw(server.url, `GET ${path} HTTP/${version}\r\n${headers}connection: close\r\n\r\n`)
  const refused = await send('1.1', '/healthz')
  assert.match(refused, /^HTTP\/1\.1 400 /)
  assert.match(refused, /\{"status_code":400,"message":"A Host header is needed","error":"invalid_request"\}$/)
  assert.match(refused, /^x-content-type-options: nosniff\r$/m)
  assert.match(await send('1.1', '/'), /\{"status_code":400,"message":"A Host header is needed"\}$/)
  assert.match(await send('1.0', '/'), / 200 OK[\s\S]*You found me!/)
  assert.match(await send('1.1', '/', 'host: x\r\nexpect: x\r\n'), /^HTTP\/1\.1 200 [\s\S]*You found me!/)
})

test('slow headers and slow bodies are timed out, and others are served meanwhile', async (t) => {
  const server = await startServer(t, { REQUEST_SECONDS: '1' })
  const slowHeaders = sendRaw(server.url, 'GET / HTTP/1.1\r\nhost: x\r\n')
  const slowBody = sendRaw(
    server.url,
    'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  )
  assert.equal((await server.request('GET', '/')).status, 200)
  assert.match(await slowHeaders, /^HTTP\/1\.1 408[\s\S]*"status_code":408/)
  assert.match(await slowBody, /^HTTP\/1\.1 408/)
})
