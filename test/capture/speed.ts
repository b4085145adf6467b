import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { openBrowser, skipWithoutBrowser as skip } from './browser.ts'
import { awaitOutcome, awaitPrompt, newCheckOf, openPage, press } from './person.ts'

const INTERACTIVE_MS_MAX = 1_000
const TOLD_MS_P95_MAX = 300
const measure = readFileSync(new URL('measure-page.js', import.meta.url), 'utf8')

interface Notes {
  readonly frames: readonly { takenAt: number; sentAt: number; bytes: number }[]
  readonly told: readonly { at: number; type: string; action?: string; code?: string }[]
  readonly shown: readonly { at: number; text: string }[]
  /** Pictures being encoded or waiting in a socket, at most at one time. */
  readonly heldMax: number
  readonly waitingMax: number
  readonly interactiveMs: number
}

const notesOf = (page: Page) => page.evaluate<Notes>('notes')

test('in a browser, without delay', { skip }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, environment)
  const all = ['turn_left', 'smile', 'turn_right', 'look_up', 'open_mouth', 'turn_left']

  await t.test('a page is ready to be used within a second', async (t) => {
    const context = await (await openBrowser()).newContext()
    t.after(() => context.close())
    const page = await context.newPage()
    await page.addInitScript(measure)
    await page.goto(`${url}/capture#some.session`)
    await page.getByRole('button', { name: 'Start' }).waitFor()
    const { interactiveMs } = await notesOf(page)
    t.diagnostic(`interactive after ${interactiveMs.toFixed()} ms`)
    assert.ok(interactiveMs > 0 && interactiveMs < INTERACTIVE_MS_MAX, `${interactiveMs} ms`)
  })

  await t.test(
    'who answers a prompt is told within 300 ms, and one picture at most is held all the while',
    async (t) => {
      const { path } = await newCheckOf(environment, url, all)
      const { page } = await openPage(t, url + path, {}, measure)
      await press(page, 'Start')
      assert.equal(await awaitOutcome(page), 'All done')
      const { frames, told, shown, heldMax, waitingMax } = await notesOf(page)
      const begun = told.findIndex(({ type }) => type === 'step_done')
      const answers = told
        .slice(begun)
        .filter(({ type, code }) => type === 'step_done' || type === 'step' || code === 'hold_still')
      const delays = answers.flatMap(({ at }) => {
        const frame = frames.findLast(({ sentAt }) => sentAt < at)
        const seen = shown.find((one) => one.at >= at)
        return frame && seen && seen.at - at < 1_000 ? [{ seeing: seen.at - at, all: seen.at - frame.takenAt }] : []
      })
      assert.ok(delays.length >= all.length)
      const p95 = percentile(
        delays.map((one) => one.all),
        0.95,
      )
      const rate = ((frames.length - 1) * 1_000) / (frames.at(-1)!.sentAt - frames[0]!.sentAt)
      t.diagnostic(
        `from the picture taken to the prompt changed: median ${percentile(
          delays.map((one) => one.all),
          0.5,
        ).toFixed()} ms, p95 ${p95.toFixed()} ms (of it in the page: p95 ${percentile(
          delays.map((one) => one.seeing),
          0.95,
        ).toFixed()} ms), ${delays.length} times`,
      )
      t.diagnostic(
        `${rate.toFixed(1)} pictures a second, ${(frames.reduce((sum, { bytes }) => sum + bytes, 0) / frames.length / 1000).toFixed(1)} kB each; held at most ${heldMax}`,
      )
      assert.ok(p95 < TOLD_MS_P95_MAX, `${p95} ms`)
      assert.ok(rate > 5 && rate < 11, `${rate} a second`)
      assert.deepEqual([heldMax, waitingMax], [1, 1])
    },
  )

  await t.test(
    'on a slow line pictures get smaller and fewer, never more than one waits, and it is a new one that follows',
    async (t) => {
      const { path } = await newCheckOf(environment, url, ['turn_left'])
      const { page } = await openPage(t, url + path, {}, measure)
      await press(page, 'Start')
      await awaitPrompt(page, 'Good. Look straight')
      const before = (await notesOf(page)).frames.length
      // What the browser would say of a line that takes nothing, then of one that takes a picture now and then.
      await page.evaluate(
        `Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { configurable: true, get: () => 9000 })`,
      )
      await page.waitForTimeout(1_000)
      const stalled = await notesOf(page)
      assert.ok(stalled.frames.length - before <= 1, 'at most the one that was on its way')
      const freedAt = await page.evaluate<number>(
        `Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { get: () => performance.now() % 400 < 200 ? 9000 : 0 }), performance.now()`,
      )
      await page.waitForTimeout(3_000)
      const { frames } = await notesOf(page)
      const slow = frames.slice(stalled.frames.length)
      assert.ok(slow.length >= 3 && slow.length <= 18, `${slow.length} pictures in 3 s`)
      assert.ok(
        slow.every(({ takenAt }) => takenAt >= freedAt - 1),
        'none was kept from before',
      )
      assert.ok(slow.at(-1)!.bytes < stalled.frames[0]!.bytes * 0.8, 'smaller')
    },
  )
})

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
