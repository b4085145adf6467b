import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signUp, somebody, startServer } from '../server.ts'

const strong = { ...somebody, password: 'fifteen letters' }

test('the strict mode wants fifteen characters of any kind, and none of one’s own words', async (t) => {
  const server = await startServer(t, { ACCOUNTS_STRICT: 'yes' })
  const register = (password: string) => server.request('POST', '/auth/register', { json: { ...somebody, password } })
  for (const weak of [
    'password123',
    'fourteen chars',
    'I am SomeBody, really',
    'some body some body',
    'aaaaaaaaaaaaaaaaaaaa',
    '1212121212121212',
  ])
    assert.equal(
      (await register(weak)).text,
      '{"status_code":400,"message":"Password at least 15 characters, 5 of them different, without the name or username in it"}',
      weak,
    )
  assert.equal((await register('abcdefghijklmno')).status, 201)
})

test('the strict mode does not tell an unknown name from a wrong password', async (t) => {
  const server = await startServer(t, { ACCOUNTS_STRICT: 'yes' })
  await signUp(server, strong)
  const login = (username: string) => server.request('POST', '/auth/login', { json: { username, password: 'wrong' } })
  const [known, unknown] = [await login(strong.username), await login('nobody at all')]
  assert.equal(known.text, '{"status_code":400,"message":"Username or password is incorrect!"}')
  assert.equal(unknown.text, known.text)
  const names = ({ headers }: typeof known) => [...headers.keys()].sort()
  assert.deepEqual(names(unknown), names(known))
})

test('without the strict mode the contract’s rules hold', async (t) => {
  const server = await startServer(t)
  assert.equal(
    (await server.request('POST', '/auth/register', { json: { ...somebody, password: 'aaaaa' } })).status,
    201,
  )
})
