import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usernameKey } from '../../src/accounts/username.ts'
import { signUp, somebody, startServer, type TestServer } from '../server.ts'

const register = (server: TestServer, username: string) =>
  server.request('POST', '/auth/register', { json: { ...somebody, username } })

test('a username in which something is invisible, out of use or of another script is refused at registration', async (t) => {
  const server = await startServer(t)
  for (const [what, username] of [
    ['a zero-width space', 'some\u200bbody'],
    ['a zero-width joiner', 'some\u200dbody'],
    ['a soft hyphen', 'some\u00adbody'],
    ['a variation selector', 'some\ufe0fbody'],
    ['a byte order mark', 'somebody\ufeff'],
    ['a filler', 'some\u3164body'],
    ['an override of direction', '\u202esomebody'],
    ['an isolate of direction', 'some\u2066body'],
    ['a line separator', 'some\u2028body'],
    ['a tab', 'some\tbody'],
    ['an Ogham space', 'some\u1680body'],
    ['a private character', 'some\ue000body'],
    ['an unassigned character', 'some\u0378body'],
    ['a Cyrillic o', 's\u043emebody'],
    ['a Greek omicron', 's\u03bfmebody'],
    ['an Armenian o', 's\u0585mebody'],
    ['a Lao zero', 's\u0ed0mebody'],
    ['a Cherokee letter', '\u13d5omebody'],
    ['a phonetic alpha', 'someb\u0251dy'],
    ['a script out of use', '\u2c81\u2c83\u2c85\u2c87\u2c89'],
  ] as const) {
    const { text } = await register(server, username)
    assert.equal(
      text,
      '{"status_code":400,"message":"Username must be in letters of one script, none of them invisible or out of use"}',
      what,
    )
  }
})

test('a username in any living script, with spaces, punctuation and emoji, registers and logs in', async (t) => {
  const server = await startServer(t)
  for (const username of [
    'some.body+tag@example.org',
    '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    'O’Brien – Straße',
    'Nguyễn Thị Ánh',
    'İstanbul ığüşöç',
    'Иван Петров',
    'Ελληνικά',
    'Հայերեն',
    'ქართული',
    'שלום לך',
    'علي رضا',
    'नमस्ते',
    'বাংলা ভাষা',
    'தமிழ்',
    'ไทย๑๒๓',
    'ភាសាខ្មែរ',
    '김철수 Kim',
    '田中さくらカナ abc',
    'ㄅㄆㄇㄈ漢',
    'ＳＯＭＥＢＯＤＹ',
    '😀😀😀😀😀',
    'siti ❤️ 👍🏽 👨‍👩‍👧 🇮🇩',
  ]) {
    assert.equal((await register(server, username)).status, 201, username)
    const login = await server.request('POST', '/auth/login', { json: { ...somebody, username } })
    assert.equal(login.status, 200, username)
  }
})

test('an account that was registered under such a name before still logs in, and a full name may be anything', async (t) => {
  const server = await startServer(t)
  const fullname = 'Some\u200d \u202eB\u043edy'
  await signUp(server, { ...somebody, fullname })
  const username = 's\u043eme\u200dbody'
  await server.storage.db
    .updateTable('account')
    .set({ username, username_key: usernameKey(username) })
    .execute()
  const { cookie } = await server.request('POST', '/auth/login', { json: { ...somebody, username } })
  assert.equal((await server.request('GET', '/home', { cookie })).json.message, `Hello ${fullname}`)
})
