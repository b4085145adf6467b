import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment, request } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { layLine } from './cut-line.ts'
import {
  awaitOutcome,
  awaitPrompt,
  change,
  guidanceOf,
  newCheck,
  newPerson,
  openPage,
  openTracks,
  press,
  promptOf,
  readCheck,
  signUpAt,
} from './person.ts'

const refusals = [
  ['NotAllowedError', 'The camera is not allowed', 'Your browser asks about it. Choose Allow.'],
  ['NotFoundError', 'No camera found', 'Connect a camera, or open this page on a phone.'],
  ['NotReadableError', 'The camera is busy', 'Close other apps and tabs that use it.'],
] as const

test('in a browser, when something goes wrong', { skip, concurrency: 2 }, async (t) => {
  const settings = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20', LIVENESS_FAILURES_MAX: '1' }
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), ...settings })

  for (const [refuse, title, advice] of refusals)
    t.test(`${refuse}: “${title}”, and trying again continues the same session`, async (t) => {
      const check = await newCheck(url)
      const { page, problems } = await openPage(t, url + check.path)
      await change(page, { refuse })
      await press(page, 'Start')
      await awaitPrompt(page, title)
      assert.equal(await guidanceOf(page), advice)
      await change(page, { refuse: '' })
      await press(page, 'Try again')
      await awaitPrompt(page, 'Good. Look straight')
      assert.equal((await readCheck(url, check)).state, 'running')
      assert.deepEqual(problems, [])
    })

  t.test(
    'refused for good: the page says what to press, and goes on by itself once the camera is allowed',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path)
      // Chromium refuses those that are not listed.
      await page.context().grantPermissions([])
      await change(page, { refuse: 'NotAllowedError' })
      await press(page, 'Start')
      await awaitPrompt(page, 'The camera is not allowed')
      assert.equal(await guidanceOf(page), 'Press the sign to the left of the address, then allow the camera.')
      await page.locator('liveness-capture [part=help]').waitFor()
      await change(page, { refuse: '', followsPrompts: false })
      await page.context().grantPermissions(['camera'])
      await awaitPrompt(page, 'Look straight at the camera')
      assert.equal(await page.locator('liveness-capture [part=help]').isVisible(), false)
    },
  )

  t.test(
    'the device takes the camera away and gives it back: the page says so, goes on, and the person passes',
    async (t) => {
      const check = await newCheck(url)
      const { page } = await openPage(t, url + check.path)
      await press(page, 'Start')
      await page.getByText('Step 2 of 2').first().waitFor()
      const prompt = await promptOf(page)
      await page.evaluate('mute(true)')
      await awaitPrompt(page, 'The camera is paused')
      assert.equal(await openTracks(page), 1)
      await page.evaluate('mute(false)')
      await awaitPrompt(page, prompt)
      assert.equal(await awaitOutcome(page), 'All done')
      assert.equal((await readCheck(url, check)).verdict, 'live')
    },
  )

  t.test(
    'a camera that the device keeps ends the check after ten seconds, and trying again continues it',
    async (t) => {
      const check = await newCheck(url)
      const { page } = await openPage(t, url + check.path)
      await page.clock.install()
      await page.evaluate(`{
      globalThis.codes = []
      document.querySelector('liveness-capture').addEventListener('error', ({ detail }) => codes.push(detail.code))
    }`)
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      await page.evaluate('mute(true)')
      await page.clock.fastForward(600)
      await awaitPrompt(page, 'The camera is paused')
      assert.deepEqual(await page.evaluate('codes'), [])
      await page.clock.fastForward(10_000)
      await page.getByRole('button', { name: 'Try again' }).waitFor()
      assert.deepEqual(await page.evaluate('codes'), ['camera_muted'])
      assert.equal(await guidanceOf(page), 'Your device took it away. Close other apps that use it, then try again.')
      assert.equal(await openTracks(page), 0)
      await press(page, 'Try again')
      await awaitPrompt(page, /Look straight|Good/)
    },
  )

  t.test('the camera ends while the page is hidden: the page says that it must stay open', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    await hide(page, true)
    await page.evaluate('unplug()')
    await hide(page, false)
    await awaitPrompt(page, 'You left this page')
    assert.equal(await guidanceOf(page), 'Stay on this page until the check is done.')
    await press(page, 'Try again')
    await awaitPrompt(page, /Look straight|Good/)
  })

  t.test(
    'the device is turned in the middle of a step: the page asks to hold it still, and the person passes',
    async (t) => {
      const check = await newCheck(url)
      const { page } = await openPage(t, url + check.path)
      await change(page, { followsPrompts: false })
      await press(page, 'Start')
      await page.getByText('Step 2 of 2').first().waitFor()
      await page.evaluate('turn()')
      await page.getByText('Hold your device still').first().waitFor()
      await change(page, { followsPrompts: true })
      assert.equal(await awaitOutcome(page), 'All done')
      assert.equal((await readCheck(url, check)).verdict, 'live')
    },
  )

  t.test('over plain http from another machine: the page says that cameras need https', async (t) => {
    const { page } = await openPage(t, `http://plain.test:${new URL(url).port}/capture#some.session`)
    await press(page, 'Start')
    await awaitPrompt(page, 'This page is not secure')
    assert.equal(await guidanceOf(page), 'Cameras need https. Open the https:// address of this page.')
  })

  t.test(
    'the camera is unplugged in the middle: the page says so, and continues once there is one again',
    async (t) => {
      const check = await newCheck(url)
      const { page } = await openPage(t, url + check.path)
      await press(page, 'Start')
      await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
      await page.evaluate(() => (globalThis as unknown as { unplug(): void }).unplug())
      await awaitPrompt(page, 'The camera went away')
      assert.equal(await guidanceOf(page), 'Plug it in again or choose another.')
      await press(page, 'Try again')
      assert.equal(await awaitOutcome(page), 'All done')
      assert.equal((await readCheck(url, check)).verdict, 'live')
    },
  )

  t.test('the connection is cut for three seconds: the page says so, resumes, and the person passes', async (t) => {
    const check = await newCheck(url)
    const line = await layLine(t, url)
    const { page } = await openPage(t, line.url + check.path)
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    line.cut()
    await awaitPrompt(page, 'Connection lost')
    assert.equal(await guidanceOf(page), 'Stay where you are. Connecting again …')
    assert.equal(await openTracks(page), 1, 'the camera stays open')
    await sleep(3000)
    line.restore()
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  t.test(
    'the server can’t be reached for half a minute: the page says so, and trying again continues the check',
    async (t) => {
      const check = await newCheck(url)
      const line = await layLine(t, url)
      const { page } = await openPage(t, line.url + check.path)
      await page.clock.install()
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      line.cut()
      await awaitPrompt(page, 'Connection lost')
      await page.clock.fastForward(31_000)
      await awaitPrompt(page, 'No connection')
      assert.equal(await guidanceOf(page), 'Check your internet.')
      line.restore()
      await press(page, 'Try again')
      await awaitPrompt(page, /Look straight|Good/)
    },
  )

  t.test('the line stalls without breaking: the page says so, resumes, and the person passes', async (t) => {
    const check = await newCheck(url)
    const line = await layLine(t, url)
    // The system would buffer many frames before the browser notices: here it notices at the first.
    const { page } = await openPage(
      t,
      line.url + check.path,
      {},
      `const { get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'bufferedAmount')
      Object.defineProperty(WebSocket.prototype, 'bufferedAmount', {
        get() { return globalThis.stalled && this === globalThis.stalled ? 9000 : get.call(this) },
      })
      const { send } = WebSocket.prototype
      WebSocket.prototype.send = function (data) { globalThis.latest = this; send.call(this, data) }`,
    )
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    line.stall()
    await page.evaluate('void (globalThis.stalled = globalThis.latest)')
    await awaitPrompt(page, 'Connection lost')
    line.restore()
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  t.test('the page is reloaded in the middle of a step: the person passes', async (t) => {
    const check = await newCheck(url)
    const { page } = await openPage(t, url + check.path)
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
    await sleep(1500)
    await page.reload()
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  t.test('cancelled while the browser still lists its cameras, it stays cancelled', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    await page.evaluate(`{
      const { enumerateDevices } = navigator.mediaDevices
      const listed = new Promise((resolve) => (globalThis.list = resolve))
      navigator.mediaDevices.enumerateDevices = () => listed.then(enumerateDevices)
    }`)
    await press(page, 'Start')
    await page.waitForFunction(() => (globalThis as unknown as { openTracks(): number }).openTracks() === 1)
    await press(page, 'Cancel')
    await page.evaluate('list()')
    await sleep(300)
    await awaitPrompt(page, 'Ready for a face check?')
    assert.equal(await openTracks(page), 0)
  })

  t.test('a session that is set while renew is pending is the one that is used', async (t) => {
    const check = await newCheck(url)
    const { page } = await openPage(t, `${url}/capture`)
    const [session, token] = check.path.split('#')[1]!.split('.')
    await page.evaluate(`{
      globalThis.capture = document.querySelector('liveness-capture')
      capture.hidden = false
      capture.renew = () => new Promise((resolve) => (globalThis.resolveRenew = resolve))
      void capture.start()
    }`)
    await page.waitForFunction(() => 'resolveRenew' in globalThis)
    await page.evaluate(
      `capture.setAttribute('session', '${session}'), capture.setAttribute('token', '${token}'), resolveRenew({ session_id: 'stale', capture_token: 'stale' })`,
    )
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  t.test('after reset() the next person begins a session of their own', async (t) => {
    const { page } = await openPage(t, `${url}/capture`)
    await page.evaluate(`{
      globalThis.capture = document.querySelector('liveness-capture')
      globalThis.renewed = 0
      capture.renew = () => Promise.reject({ code: 'renewed', at: ++renewed })
      capture.setAttribute('session', 'given')
      capture.setAttribute('token', 'given')
      capture.hidden = false
      capture.reset()
    }`)
    await press(page, 'Start')
    await awaitPrompt(page, 'Something went wrong')
    assert.equal(await page.evaluate('renewed'), 1)
  })

  t.test('whatever renew throws, the code of the error event is a text', async (t) => {
    const { page } = await openPage(t, `${url}/capture`)
    const thrown = [
      ['new TypeError("Failed to fetch")', 'connection_lost', 'No connection. Check your internet.'],
      ['new DOMException("gone", "AbortError")', 'failed', 'Something went wrong. Wait a moment.'],
      ['undefined', 'failed', 'Something went wrong. Wait a moment.'],
      ['{ code: "busy" }', 'busy', 'Something went wrong. Wait a moment.'],
      ['{ code: "too_many_requests", retryAfterSeconds: 90 }', 'too_many_requests', 'Too many tries. Wait 2 min.'],
      ['{ code: "too_many_requests", retryAfterSeconds: 86400 }', 'too_many_requests', 'Too many tries. Wait 24 h.'],
      ['{ code: "too_many_requests" }', 'too_many_requests', 'Too many tries. Wait a while.'],
    ] as const
    for (const [error, code, message] of thrown) {
      const detail = await page.evaluate<object>(`new Promise((resolve) => {
        const capture = document.querySelector('liveness-capture')
        capture.addEventListener('error', ({ detail }) => resolve(detail), { once: true })
        capture.renew = async () => { throw ${error} }
        capture.reset()
        capture.start()
      })`)
      assert.deepEqual(detail, { code, message })
    }
  })

  t.test('a browser that gives pages no camera: the page says to open it in another', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    await page.evaluate(`void Object.defineProperty(navigator, 'mediaDevices', { value: undefined })`)
    await press(page, 'Start')
    await awaitPrompt(page, 'No camera here')
    assert.equal(await guidanceOf(page), 'Open this page in your browser.')
  })

  t.test(
    'a proxy that passes no WebSocket: the page says that there is no connection, although requests arrive',
    async (t) => {
      const proxy = createServer(async ({ url: path, headers: { authorization = '' } }, response) => {
        const proxied = await fetch(url + path, { headers: { authorization } })
        response.writeHead(proxied.status, { 'content-type': proxied.headers.get('content-type') ?? '' })
        response.end(await proxied.bytes())
      }).listen(0, '127.0.0.1')
      proxy.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'))
      t.after(() => proxy.close().closeAllConnections())
      await once(proxy, 'listening')
      const { port } = proxy.address() as { port: number }
      const { page } = await openPage(t, `http://127.0.0.1:${port}${(await newCheck(url)).path}`)
      await press(page, 'Start')
      await awaitPrompt(page, 'No connection', 40_000)
    },
  )

  t.test('a check that its account cancels is over, and the page does not say that time is up', async (t) => {
    const { cookie, id, path } = await newCheck(url)
    const { page } = await openPage(t, url + path)
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
    await request(url, 'DELETE', `/liveness/sessions/${id}`, { cookie })
    await awaitPrompt(page, 'This check can’t go on')
    assert.match(await guidanceOf(page), /^It has ended or is open elsewhere\./)
    await page.getByText('Ask for a new link to try again.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
  })

  t.test(
    'the page is hidden for a while: no frames leave it, and on return it says that it must stay open',
    async (t) => {
      const check = await newCheck(url)
      const { page } = await openPage(
        t,
        url + check.path,
        {},
        `globalThis.sent = 0
      const { send } = WebSocket.prototype
      WebSocket.prototype.send = function (data) { sent += typeof data === 'string' ? 0 : 1; send.call(this, data) }`,
      )
      await change(page, { followsPrompts: false })
      await press(page, 'Start')
      await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
      const advice = page
        .locator('[part=guidance]')
        .filter({ hasText: 'You left this page. Stay until the check is done.' })
      await hide(page, true)
      const sent = () => page.evaluate<number>('sent')
      const before = await sent()
      await sleep(1000)
      assert.ok((await sent()) <= before + 1, 'at most the one that was being compressed')
      assert.equal(await advice.count(), 0, 'no one would see it')
      await hide(page, false)
      await advice.waitFor()
      await page.waitForFunction(([frames]) => (globalThis as unknown as { sent: number }).sent > frames!, [before + 1])
    },
  )

  t.test(
    'the same link opened twice: the second says that the check is open elsewhere, and later how it ended',
    async (t) => {
      const check = await newCheck(url)
      const [first, second] = [await openPage(t, url + check.path), await openPage(t, url + check.path)]
      await change(first.page, { followsPrompts: false })
      await press(first.page, 'Start')
      await awaitPrompt(first.page, 'Look straight at the camera')
      await press(second.page, 'Start')
      await awaitPrompt(second.page, 'This check can’t go on')
      assert.match(await guidanceOf(second.page), /^It has ended or is open elsewhere\./)
      assert.equal(await openTracks(second.page), 0)
      await change(first.page, { followsPrompts: true })
      assert.equal(await awaitOutcome(first.page), 'All done')
      const late = await openPage(t, url + check.path)
      await late.page.getByText('The check succeeded.').first().waitFor()
    },
  )

  t.test('after too many attempts a link says how long to wait, and what to do then', async (t) => {
    const cookie = await newPerson(url)
    const open = async () => (await request(url, 'POST', '/liveness/sessions', { cookie, json: {} })).json.data
    const [first, second] = [await open(), await open()]
    const { page } = await openPage(t, url + first.capture_path)
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
    const other = await openPage(t, url + second.capture_path)
    await press(other.page, 'Start')
    await awaitPrompt(other.page, 'Too many tries')
    assert.match(await guidanceOf(other.page), /^Wait \d+ min\.$/)
    await press(other.page, 'Try again')
    await awaitPrompt(other.page, 'Too many tries')
  })

  t.test('a link with a wrong token says that the check can’t go on', async (t) => {
    const { page } = await openPage(t, `${url}${(await newCheck(url)).path}x`)
    await press(page, 'Start')
    await awaitPrompt(page, 'This check can’t go on')
    assert.equal(await openTracks(page), 0)
  })

  t.test('a link without its session says that it is incomplete', async (t) => {
    const { page } = await openPage(t, `${url}/capture`)
    await page.getByText('This link is incomplete. Ask for a new one.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
  })
})

/** What a page is told when its tab goes behind another, or the phone to another app. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    document.dispatchEvent(new Event('visibilitychange'))`)

test('in a browser, when a session has expired before Start', { skip, concurrency: 2 }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEPS: '1', LIVENESS_SESSION_SECONDS: '6' }
  const { url } = await startProcess(t, environment)

  t.test('one that has waited too long is replaced without a message', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await signUpAt(page, 'somebody')
    await page.evaluate(`globalThis.codes = []
      document.querySelector('liveness-capture').addEventListener('error', ({ detail }) => codes.push(detail.code))`)
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    await press(page, 'Cancel')
    await sleep(6100)
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    assert.deepEqual(await page.evaluate('codes'), ['cancelled'])
  })

  t.test('a page of an origin that is not listed says so', async (t) => {
    const shop = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html><html lang="en"><title>Shop</title>
        <script type="module" src="${url}/capture/liveness-capture.js"></script><liveness-capture></liveness-capture>`)
    }).listen(0, '127.0.0.1')
    t.after(() => shop.close().closeAllConnections())
    await once(shop, 'listening')
    const { port } = shop.address() as { port: number }
    const [session, token] = (await newCheck(url)).path.split('#')[1]!.split('.')
    const { page } = await openPage(t, `http://127.0.0.1:${port}`)
    await page.evaluate(`{
      const capture = document.querySelector('liveness-capture')
      capture.setAttribute('session', '${session}')
      capture.setAttribute('token', '${token}')
    }`)
    await sleep(6100)
    await press(page, 'Start')
    await awaitPrompt(page, 'Time is up', 8_000)
  })
})

test('in a browser, when the two minutes are over', { skip, concurrency: 2 }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_SESSION_SECONDS: '4', LIVENESS_FAILURES_MAX: '1' }
  const { url } = await startProcess(t, environment)

  t.test('a session that expires says that time is up, and too many attempts say how long to wait', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await page.getByLabel('Full name').fill('Some Body')
    await page.getByLabel('Username').fill('somebody')
    await page.getByLabel('Password').fill('correct horse')
    await press(page, 'Create an account')
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await awaitPrompt(page, 'Time is up')
    assert.match(await guidanceOf(page), /^A check lasts only so long\./)
    await page.locator('#checks li').waitFor()
    await press(page, 'Try again')
    await awaitPrompt(page, /Too many tries|Time is up/)
    assert.match(await guidanceOf(page), /^Wait \d+ min\.$/)
  })

  t.test('a link that is opened too late begins where it can be tried again, and else says so', async (t) => {
    const cookie = await newPerson(url)
    const open = async (json: object) =>
      (await request(url, 'POST', '/liveness/sessions', { cookie, json })).json.data.capture_path
    const [once, again] = [await open({ retries: 0 }), await open({})]
    await sleep(4100)
    const { page } = await openPage(t, url + once)
    await page.getByText('This check is over.').first().waitFor()
    await page.getByText('Ask for a new link to try again.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
    const other = await openPage(t, url + again)
    await press(other.page, 'Start')
    await awaitPrompt(other.page, 'Look straight at the camera')
  })
})
