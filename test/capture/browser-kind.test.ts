import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserKind } from '../../capture/browser-kind.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const cases = [
  ['Chrome', 'chrome', `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`, 0],
  ['Chrome on a Mac', 'chrome', `${MAC} ${WEBKIT} Chrome/143.0.0.0 Safari/537.36`, 0],
  [
    'Edge',
    'chrome',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
    10,
  ],
  ['Firefox', 'firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 0],
  ['Safari', 'safari', `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15`, 0],
  ['Safari on an iPad', 'ios', `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15`, 5],
  [
    'Chrome on an iPhone',
    'ios',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) CriOS/143.0 Mobile Safari/604.1',
    5,
  ],
  [
    'Chrome on Android',
    'android',
    `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36`,
    5,
  ],
  ['Firefox on Android', 'android', 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 5],
] as const

for (const [name, kind, userAgent, maxTouchPoints] of cases)
  test(`${name} has its switch for the camera where ${kind} has it`, () => {
    assert.equal(browserKind({ userAgent, maxTouchPoints }), kind)
  })

test('a browser on Android that asks for the desktop’s page still says its platform', () => {
  assert.equal(browserKind({ userAgent: cases[0][2], platform: 'Android', maxTouchPoints: 5 }), 'android')
})
