import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { layLine } from './cut-line.ts'
import {
  awaitOutcome,
  awaitPrompt,
  change,
  guidanceOf,
  newCheck,
  openPage,
  openTracks,
  press,
  readCheck,
} from './person.ts'

const refusals = [
  ['NotAllowedError', 'The camera is not allowed', 'Allow it in the site settings beside the address, then try again.'],
  ['NotFoundError', 'No camera found', 'Connect a camera, or open this page on a phone.'],
  ['NotReadableError', 'The camera is busy', 'Close other apps and tabs that use it, then try again.'],
] as const

test('in a browser, when something goes wrong', { skip, concurrency: 2 }, async (t) => {
  const patient = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), ...patient })

  for (const [refuse, title, advice] of refusals)
    t.test(`${refuse}: “${title}”, and trying again goes on with the same session`, async (t) => {
      const check = await newCheck(url)
      const { page, complaints } = await openPage(t, url + check.path)
      await change(page, { refuse })
      await press(page, 'Start')
      await awaitPrompt(page, title)
      assert.equal(await guidanceOf(page), advice)
      await change(page, { refuse: '' })
      await press(page, 'Try again')
      await awaitPrompt(page, 'Good. Look straight')
      assert.equal((await readCheck(url, check)).state, 'running')
      assert.deepEqual(complaints, [])
    })

  t.test('over plain http from elsewhere: the page says that cameras need https', async (t) => {
    const { page } = await openPage(t, `http://plain.test:${new URL(url).port}/capture#some.session`)
    await press(page, 'Start')
    await awaitPrompt(page, 'This page is not secure')
    assert.equal(await guidanceOf(page), 'Cameras need https. Open the https:// address of this page.')
  })

  t.test('the camera is unplugged in the middle: the page says so, and goes on when there is one again', async (t) => {
    const check = await newCheck(url)
    const { page } = await openPage(t, url + check.path)
    await press(page, 'Start')
    await page.getByText('Step 2 of 2').waitFor()
    await page.evaluate(() => (globalThis as unknown as { unplug(): void }).unplug())
    await awaitPrompt(page, 'The camera went away')
    assert.equal(await guidanceOf(page), 'Plug it in again or choose another, then try again.')
    await press(page, 'Try again')
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

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
    line.mend()
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  t.test('the server can’t be reached for half a minute: the page says so, and goes on when tried again', async (t) => {
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
    assert.equal(await guidanceOf(page), 'Check your internet, then try again.')
    line.mend()
    await press(page, 'Try again')
    await awaitPrompt(page, /Look straight|Good/)
  })

  t.test('the page is hidden for a while: it says that it should stay open', async (t) => {
    const check = await newCheck(url)
    const { page } = await openPage(t, url + check.path)
    await change(page, { answers: false })
    await press(page, 'Start')
    await page.getByText('Step 2 of 2').waitFor()
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await page.getByText('You left this page. Stay until the check is done.').waitFor()
  })

  t.test(
    'the same link opened twice: the second says that the check is open elsewhere, and later how it ended',
    async (t) => {
      const check = await newCheck(url)
      const [first, second] = [await openPage(t, url + check.path), await openPage(t, url + check.path)]
      await change(first.page, { answers: false })
      await press(first.page, 'Start')
      await awaitPrompt(first.page, 'Look straight at the camera')
      await press(second.page, 'Start')
      await awaitPrompt(second.page, 'This check can’t go on')
      assert.match(await guidanceOf(second.page), /^It was done already or is open elsewhere\./)
      assert.equal(await openTracks(second.page), 0)
      await change(first.page, { answers: true })
      assert.equal(await awaitOutcome(first.page), 'All done')
      const late = await openPage(t, url + check.path)
      await press(late.page, 'Start')
      assert.equal(await awaitOutcome(late.page), 'All done')
    },
  )

  t.test('a link with a wrong token says that the check can’t go on', async (t) => {
    const { page } = await openPage(t, `${url}${(await newCheck(url)).path}x`)
    await press(page, 'Start')
    await awaitPrompt(page, 'This check can’t go on')
    assert.equal(await openTracks(page), 0)
  })

  t.test('a link without its session says that it is incomplete', async (t) => {
    const { page } = await openPage(t, `${url}/capture`)
    await page.getByText('This link is incomplete. Ask for a new one.').waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
  })
})

test('in a browser, when the two minutes are over', { skip, concurrency: 2 }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_SESSION_SECONDS: '4', LIVENESS_FAILURES_MAX: '1' }
  const { url } = await startProcess(t, environment)

  t.test('a session that runs out says that time is up, and too many tries how long to wait', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await page.getByLabel('Full name').fill('Some Body')
    await page.getByLabel('Username').fill('somebody')
    await page.getByLabel('Password').fill('correct horse')
    await press(page, 'Create an account')
    await change(page, { answers: false })
    await press(page, 'Start')
    await awaitPrompt(page, 'Time is up')
    assert.match(await guidanceOf(page), /^A check lasts two minutes\./)
    await page.locator('#checks li').waitFor()
    await press(page, 'Try again')
    await awaitPrompt(page, /Too many tries|Time is up/)
    assert.match(await guidanceOf(page), /^Wait \d+ min, then try again\.$/)
  })

  t.test('a link that is opened too late says so', async (t) => {
    const check = await newCheck(url)
    await sleep(4100)
    const { page } = await openPage(t, url + check.path)
    await press(page, 'Start')
    await awaitPrompt(page, 'Time is up')
    assert.equal(await page.getByRole('button').count(), 0)
    assert.match(await guidanceOf(page), /Go back and start a new check\.$/)
  })
})
