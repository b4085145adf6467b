import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { openBrowser, skipWithoutBrowser as skip } from './browser.ts'
import type { Notes } from './page/shapes.ts'
import { readPageScript } from './page-script.ts'
import { awaitOutcome, newCheckOf, openPage, press } from './person.ts'

const INTERACTIVE_MS_MAX = 1_000
const SHOWN_MS_P95_MAX = 300
/** How far the page's clock and the server's may be apart; the next frame is 100 ms away. */
const CLOCK_MS = 5
const measure = readPageScript('measure')

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

  await t.test('a completed movement shows on the page within 300 ms of the frame that completes it', async (t) => {
    const { path, read } = await newCheckOf(environment, url, all)
    const { page } = await openPage(t, url + path, {}, measure)
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    const { frames, received, shown, timeOrigin } = await notesOf(page)
    const { steps } = (await read()) as { steps: { shown_at: string; answered_at: string }[] }
    const delays = received.flatMap(({ type, index = 0, at }) => {
      const step = steps[index]!
      // The server received the deciding frame at exactly that moment.
      const receivedAt = { step: step.shown_at, step_done: step.answered_at }[type]
      if (receivedAt === undefined || (type === 'step' && index === 0)) return []
      // Where the page already asked to look straight again, a completed step changes nothing on it.
      if (type === 'step_done' && shown.findLast((one) => one.at < at)?.text === 'Good. Look straight') return []
      const decidedBy = frames.findLast(({ sentAt }) => timeOrigin + sentAt <= Date.parse(receivedAt) + CLOCK_MS)
      const changed = shown.find((one) => one.at >= at)
      assert.ok(decidedBy && changed)
      return [{ inPage: changed.at - at, all: changed.at - decidedBy.takenAt }]
    })
    assert.ok(delays.length >= all.length)
    const taken = delays.map((one) => one.all)
    const p95 = percentile(taken, 0.95)
    const inPage = percentile(
      delays.map((one) => one.inPage),
      0.95,
    )
    const rate = ((frames.length - 1) * 1_000) / (frames.at(-1)!.sentAt - frames[0]!.sentAt)
    const kilobytes = frames.reduce((sum, { bytes }) => sum + bytes, 0) / frames.length / 1000
    t.diagnostic(
      `from the frame taken to the prompt changed: median ${percentile(taken, 0.5).toFixed()} ms, p95 ${p95.toFixed()} ms (of it in the page: p95 ${inPage.toFixed()} ms), ${delays.length} times`,
    )
    t.diagnostic(`${rate.toFixed(1)} frames a second, ${kilobytes.toFixed(1)} kB each`)
    assert.ok(p95 < SHOWN_MS_P95_MAX, `${p95} ms`)
    assert.ok(rate > 5 && rate < 11, `${rate} a second`)
  })
})

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
