import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireStrongPassword } from '../../src/accounts/credentials.ts'
import { isGuessable } from '../../src/accounts/guessable-password.ts'
import { leastComputedMs } from '../computing-time.ts'
import { signUp, somebody, startServer } from '../server.ts'
import { readText } from '../structure/source-files.ts'

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
  assert.equal((await register('notaverysafekey')).status, 201)
})

test('the strict mode refuses what is put together from common passwords, sequences, walks on the keyboard and repeats', async (t) => {
  const server = await startServer(t, { ACCOUNTS_STRICT: 'yes' })
  const register = (password: string, username: string) =>
    server.request('POST', '/auth/register', { json: { fullname: 'Some Body', username, password } })
  for (const guessable of [
    'qwertyuiopasdfgh',
    'abcdefghijklmno',
    'zyxwvutsrqponmlk',
    'Password1Password1',
    'P@ssw0rd-P@ssw0rd',
    'password123456789',
    'sunshine princess dragon',
    '1qaz2wsx3edc4rfv5tgb',
    'qazwsxedcrfvtgbyhn',
    '!@#$%^&*()_+!@#',
    'summer2024summer2024',
    'xk9fvxk9fvxk9fv',
    'ＱＷＥＲＴＹＵＩＯＰＡＳＤＦＧＨ',
  ])
    assert.equal(
      (await register(guessable, 'somebody')).text,
      '{"status_code":400,"message":"Password is too easy to guess: common passwords, sequences and repeats count for little"}',
      guessable,
    )
  const strong = [
    'correct horse battery staple',
    'tree water sweet dessert',
    'kuda laut makan nasi',
    'vk2-pxq8-wmz5-tj',
  ]
  for (const [index, password] of strong.entries())
    assert.equal((await register(password, `name number ${index}`)).status, 201, password)
})

test('none of the 10,000 most used passwords makes a strict one, alone or repeated', () => {
  const list = readText('src/accounts/common-passwords.txt').trimEnd().split('\n')
  assert.equal(list.length, 10_000)
  assert.equal(new Set(list).size, 10_000)
  const refusalOf = (password: string) => {
    try {
      requireStrongPassword(password, [])
      return undefined
    } catch (error) {
      return (error as Error).name
    }
  }
  for (const word of list) {
    assert.ok(refusalOf(word), word)
    assert.ok(refusalOf(word.repeat(Math.ceil(15 / word.length))), `${word} repeated`)
  }
})

test('judging a long password costs less than two milliseconds, whatever is in it', async () => {
  for (const password of [
    'x'.repeat(1024),
    '\u0345\u0301\u0316\u0327'.repeat(128),
    'abcdefghij klmnopqrs tuvwxyz '.repeat(35),
  ]) {
    const [ofHundredMs] = await leastComputedMs(5, () => {
      for (let index = 0; index < 100; index++) isGuessable(password)
    })
    assert.ok(ofHundredMs / 100 < 2, `${ofHundredMs / 100} ms`)
  }
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
