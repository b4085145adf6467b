import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig, type SettingName } from '../src/config.ts'

test('without any setting the defaults hold, and an empty value counts as not given', () => {
  const expected = {
    HOST: '127.0.0.1',
    PORT: 8080,
    DATABASE_URL: '',
    DATA_DIR: './data',
    LOGIN_FAILURES_PER_ACCOUNT: 10,
  }
  for (const environment of [{}, { PORT: '', HOST: '  ' }]) {
    const reading = readConfig(environment)
    assert.ok(reading.ok)
    for (const [name, value] of Object.entries(expected)) assert.equal(reading.config[name as SettingName], value)
  }
})

test('lists are split at commas, origins are brought to the form browsers send', () => {
  const reading = readConfig({
    CORS_ORIGINS: 'https://App.example:443/, http://localhost:3000',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1, 192.0.2.7',
    PUBLIC_URL: 'https://liveness.example/',
    FRAME_ANCESTORS: 'https://shop.example/, self',
  })
  assert.ok(reading.ok)
  assert.deepEqual(reading.config.CORS_ORIGINS, ['https://app.example', 'http://localhost:3000'])
  assert.deepEqual(reading.config.TRUSTED_PROXIES, ['10.0.0.0/8', '::1', '192.0.2.7'])
  assert.equal(reading.config.PUBLIC_URL, 'https://liveness.example')
  assert.deepEqual(reading.config.FRAME_ANCESTORS, ['https://shop.example', "'self'"])
})

test('a bad value of any setting is named with what it must be', () => {
  const bad: [SettingName, string, RegExp][] = [
    ['PORT', '65536', /PORT=65536: must be a whole number from 0 to 65535/],
    ['PORT', '8080.5', /PORT/],
    ['PORT', '-1', /PORT/],
    ['FRAME_ANCESTORS', 'https://shop.example/frame', /FRAME_ANCESTORS/],
    ['PUBLIC_URL', 'liveness.example', /must be an http or https address/],
    ['PUBLIC_URL', 'https://liveness.example/path', /without a path/],
    ['RETURN_URLS', 'javascript:', /RETURN_URLS=javascript:: "javascript:" must be an app's scheme/],
    ['RETURN_URLS', 'http://shop.example', /or http:\/\/localhost/],
    ['OPERATOR_COLOR', 'red', /must be a color such as #3346d3/],
    ['OPERATOR_NAME', 'x'.repeat(61), /one line of at most 60 characters/],
    ['CONSENT_URL', 'javascript:alert(1)', /must be an http or https address/],
    ['METRICS_NAMES', 'liveness.internal:9080', /METRICS_NAMES.*without a port/],
    ['METRICS_NAMES', 'a/b', /METRICS_NAMES=a.b: "a.b" must be a host name/],
    ['CORS_ORIGINS', '*', /must be an http or https address/],
    ['TRUSTED_PROXIES', 'true', /"true" must be an address or a range/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /from 1 to 32/],
    [
      'DATABASE_URL',
      'mysql://root:hunter2@db',
      /^DATABASE_URL: must be empty \(SQLite in DATA_DIR\) or start with postgres/,
    ],
    ['DATABASE_URL', 'postgres://user:pa#ss@host/db', /written as %23/],
    ['TRUSTED_PROXIES', '0.0.0.0/0', /from 1 to 32/],
    ['TRUSTED_PROXIES', '10.0.0.0/8/9', /must be an address or a range/],
    ['METRICS_PORT', 'on', /METRICS_PORT/],
    ['ADMIN_PORT', 'off', /ADMIN_PORT/],
    ['LOG_LEVEL', 'loud', /must be one of trace, debug/],
    ['LOGIN_FAILURES_PER_ACCOUNT', '101', /from 1 to 100/],
  ]
  for (const [name, value, message] of bad) {
    const reading = readConfig({ [name]: value })
    assert.ok(!reading.ok, `${name}=${value}`)
    assert.equal(reading.problems.length, 1)
    assert.match(reading.problems[0] ?? '', message)
  }
})
