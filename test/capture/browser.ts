import { existsSync } from 'node:fs'
import { after } from 'node:test'
import { type Browser, chromium } from 'playwright-core'

/** The first is the same engine without a window's own pages, which take as much time as what is tested. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place))

/** Why the tests in a browser can't run here, for the test runner to print; false where they can. */
export const skipWithoutBrowser = executablePath
  ? false
  : 'no Chromium found: apt-get install chromium-headless-shell, or set CHROMIUM to its path'

const QUIET = ['no-first-run', 'disable-background-networking', 'disable-component-update', 'disable-sync']
/** A name that is not localhost, so that a page from there is not a secure context. */
const PLAIN = 'host-resolver-rules=MAP plain.test 127.0.0.1'
const ARGUMENTS = ['headless', 'no-sandbox', 'disable-gpu', 'disable-quic', PLAIN, ...QUIET].map((name) => `--${name}`)

let opened: Promise<Browser> | undefined

/** One browser for all tests of a file; each opens contexts of its own. */
export function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no Chromium')
  opened ??= chromium.launch({ executablePath, args: ARGUMENTS })
  return opened
}

after(async () => (await opened)?.close())
