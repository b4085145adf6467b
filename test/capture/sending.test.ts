import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import type { Notes } from './page/shapes.ts'
import { readPageScript } from './page-script.ts'
import { awaitOutcome, awaitPrompt, change, newCheck, newCheckOf, openPage, press } from './person.ts'

const measure = readPageScript('measure')
const SESSION_MS = 120_000
const FRAMES_MAX = 600

/** What the page says of the drawn camera. */
const HELLO = { type: 'hello', camera: { label: 'a drawn person', width: 468, height: 480 } }

const framesOf = (page: Page) => page.evaluate<Notes['frames']>('notes.frames')

test('in a browser, what is sent', { skip, concurrency: 2 }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEP_SECONDS: '30' }
  const { url } = await startProcess(t, environment)

  t.test('at most one frame is held all through a check', async (t) => {
    const { path, read } = await newCheckOf(environment, url, ['turn_left', 'smile', 'look_up'])
    const { page } = await openPage(t, url + path, {}, measure)
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    assert.deepEqual(await page.evaluate('[notes.heldMax, notes.waitingMax]'), [1, 1])
    const sequences = (await framesOf(page)).map(({ sequence }) => sequence)
    assert.ok(sequences.every((sequence, index) => index === 0 || sequence > sequences[index - 1]!))
    assert.deepEqual(await page.evaluate('notes.hellos'), [HELLO])
    assert.deepEqual((await read()).injection, { state: 'nothing_seen', reasons: [] })
  })

  t.test(
    'a camera’s size is told, however long it takes to its first picture, and one without a picture is told so',
    async (t) => {
      for (const [firstPictureMs, hello] of [
        [1_000, HELLO],
        [60_000, { type: 'hello', camera: { label: 'a drawn person' } }],
      ] as const) {
        const { page } = await openPage(t, url + (await newCheck(url)).path, {}, measure)
        await change(page, { firstPictureMs })
        await press(page, 'Start')
        await until(page, 'notes.hellos.length > 0')
        assert.deepEqual(await page.evaluate('notes.hellos'), [hello])
      }
    },
  )

  t.test('on a slow line frames get smaller, never more than one waits, and the next one is new', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path, {}, measure)
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await page.getByText('Step 2 of 4', { exact: true }).first().waitFor()
    // A machine that is busy when the page opens makes a slow line by itself.
    const full = Math.max(...(await framesOf(page)).map(({ bytes }) => bytes))
    await until(page, `notes.frames.at(-1).bytes > ${full * 0.9}`)
    // What the browser would report of a line that takes nothing, then of one that takes a frame now and then.
    const line = (takes: string) =>
      page.evaluate<number>(
        `Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { configurable: true, get: () => (${takes}) ? 0 : 9000 }), performance.now()`,
      )
    const before = (await framesOf(page)).length
    await line('false')
    await page.waitForTimeout(1_000)
    const stalled = await framesOf(page)
    assert.ok(stalled.length - before <= 1, 'at most the one that was on its way')
    const freedAt = await line('performance.now() % 400 < 200')
    await until(page, `notes.frames.at(-1).bytes < ${full * 0.7}`)
    const slow = (await framesOf(page)).slice(stalled.length)
    assert.ok(
      slow.every(({ takenAt }) => takenAt >= freedAt - 1),
      'none was held from before',
    )
  })

  t.test('in the two minutes of a session no more frames are sent than a server accepts', async (t) => {
    const page = await openFast(t, url)
    await press(page, 'Start')
    await until(page, `taken.at(-1) - taken[0] > ${SESSION_MS}`)
    const taken = await page.evaluate<number[]>('taken')
    const sent = taken.filter((at) => at - taken[0]! <= SESSION_MS).length
    assert.ok(sent > FRAMES_MAX / 2 && sent <= FRAMES_MAX, `${sent} frames`)
  })

  t.test('no more frames a second are sent than the server asks for', async (t) => {
    const page = await openFast(t, url, '{"type":"pace","frames_per_second":5}')
    await press(page, 'Start')
    await until(page, 'taken.length > 46')
    const taken = await page.evaluate<number[]>('taken')
    // The first frames may have been sent before it was said, and one may be late.
    const paced = taken.slice(5)
    const framesPerSecond = ((paced.length - 1) * 1000) / (paced.at(-1)! - paced[0]!)
    assert.ok(framesPerSecond <= 5.2, `${framesPerSecond} a second`)
  })

  t.test(
    '“I can’t do this” and “More time” are said of the step that is shown, and what comes replaces it',
    async (t) => {
      const step = { type: 'step', index: 2, count: 4, action: 'smile', prompt: 'Smile', timeout_ms: 8000 }
      const page = await openFast(t, url, JSON.stringify(step))
      await press(page, 'Start')
      await awaitPrompt(page, 'Smile')
      await press(page, 'More time')
      await press(page, 'I can’t do this')
      const other = { ...step, action: 'open_mouth', prompt: 'Open your mouth wide', instead_of: 'smile' }
      await page.evaluate(`receive(${JSON.stringify(other)})`)
      await awaitPrompt(page, 'Open your mouth wide')
      await page.getByText('Step 3 of 4').first().waitFor()
      const asked = (await page.evaluate<{ type: string }[]>('said')).filter(({ type }) => type !== 'hello')
      assert.deepEqual(asked, [
        { type: 'more_time', index: 2 },
        { type: 'cannot', index: 2 },
      ])
    },
  )

  t.test('a movement’s progress is no new guidance', async (t) => {
    const page = await openFast(t, url)
    await page.evaluate(`globalThis.guided = []
      document.querySelector('liveness-capture').addEventListener('guidance', ({ detail }) => guided.push(detail))`)
    await press(page, 'Start')
    await until(page, 'said.length > 0')
    const more = { type: 'guidance', code: 'smile_more', message: 'A bigger smile' }
    for (const message of [
      { ...more, progress: 0.4 },
      { ...more, progress: 0.6 },
      { ...more, code: 'ok', message: '' },
    ])
      await page.evaluate(`receive(${JSON.stringify(message)})`)
    assert.deepEqual(await page.evaluate('guided'), [
      { code: 'smile_more', message: 'A bigger smile', progress: 0.4 },
      { code: 'ok', message: '' },
    ])
  })

  t.test('a check that a turn of the device has spoilt says so, and one in the dark says that', async (t) => {
    const page = await openFast(t, url)
    const end = async (hint: string) => {
      await until(page, 'said.length > 0')
      // The guidance is about a frame that left before the turn: it must not take the place of what is said of the
      // turn.
      await page.evaluate(`receive({ type: 'step_done', index: 0 })
        document.querySelector('liveness-capture').shadowRoot.querySelector('video').addEventListener(
          'resize',
          () => receive({ type: 'guidance', code: 'too_far', message: 'Come closer' }),
          { once: true },
        )
        turn()`)
      await page.getByText('Hold your device still').first().waitFor()
      const result = { type: 'result', state: 'decided', verdict: 'inconclusive', next_action: 'retry', hint }
      await page.evaluate(`receive(${JSON.stringify(result)})`)
    }
    await page.evaluate(`document.querySelector('liveness-capture').renew = async () =>
      ((globalThis.said = []), { session_id: 'other', capture_token: 'other' })`)
    await press(page, 'Start')
    await end('unclear')
    await awaitPrompt(page, 'Your device was turned')
    await press(page, 'Try again')
    await end('too_dark')
    await awaitPrompt(page, 'Not quite')
  })

  t.test('who has to wait for room is told so', async (t) => {
    const page = await openFast(t, url, '{"type":"wait","seconds":20}')
    await press(page, 'Start')
    await page.locator('[part=guidance]').filter({ hasText: 'You keep your place' }).waitFor()
  })
})

/** Time and camera ten times as fast, frames without content, and a server that only receives, and says one thing. */
async function openFast(t: TestContext, url: string, message = '{}'): Promise<Page> {
  const { page } = await openPage(
    t,
    `${url}/capture#some.session`,
    {},
    `const now = performance.now.bind(performance)
      performance.now = () => now() * 10
      HTMLVideoElement.prototype.requestVideoFrameCallback = (callback) => setTimeout(callback, 1)
      HTMLCanvasElement.prototype.toBlob = (done) => done(new Blob(['a frame']))
      globalThis.taken = []
      globalThis.said = []
      globalThis.WebSocket = class {
        static OPEN = 1
        readyState = 1
        bufferedAmount = 0
        constructor() {
          globalThis.receive = (message) => this.onmessage({ data: JSON.stringify(message) })
          setTimeout(() => (this.onopen(), this.onmessage({ data: ${JSON.stringify(message)} })))
        }
        send(data) {
          if (typeof data === 'string') said.push(JSON.parse(data))
          else taken.push(new DataView(data.buffer).getFloat64(4))
        }
        close() {}
      }`,
  )
  return page
}

/** Waits up to 25 seconds for a condition. (Playwright's `waitForFunction` of a text breaks the page's policy.) */
async function until(page: Page, condition: string): Promise<void> {
  for (let tries = 250; !(await page.evaluate<boolean>(condition)); tries--) {
    assert.ok(tries > 0, `still not ${condition}`)
    await page.waitForTimeout(100)
  }
}
