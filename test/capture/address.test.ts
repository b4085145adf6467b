import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { awaitOutcome, newCheck, openPage, press, readCheck } from './person.ts'

test('in a browser, what the address bar tells', { skip }, async (t) => {
  const settings = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), ...settings })

  await t.test('the capture token leaves the address bar at once, and after a reload the person passes', async (t) => {
    const check = await newCheck(url)
    const { page } = await openPage(t, url + check.path.replace('#', '?lang=en#'))
    await page.getByRole('button', { name: 'Start' }).waitFor()
    assert.equal(page.url(), `${url}/capture?lang=en`)
    assert.equal(await page.evaluate('history.length'), 2, 'the blank page, and this one in a single entry')
    await page.reload()
    assert.equal(page.url(), `${url}/capture?lang=en`)
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    assert.equal((await readCheck(url, check)).verdict, 'live')
  })

  await t.test('another link in the same tab is another session, and going back finds the first again', async (t) => {
    const [first, second] = [await newCheck(url), await newCheck(url)]
    const { page } = await openPage(t, url + first.path)
    const capture = page.locator('liveness-capture')
    assert.equal(await capture.getAttribute('session'), first.id)
    await page.evaluate(`void (location.href = '${second.path}')`)
    await page.locator(`liveness-capture[session="${second.id}"]`).waitFor()
    assert.equal(page.url(), `${url}/capture`)
    await page.goBack()
    await page.locator(`liveness-capture[session="${first.id}"]`).waitFor()
    assert.equal(page.url(), `${url}/capture`)
  })

  await t.test('an address copied from the bar opens nothing', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    await page.getByRole('button', { name: 'Start' }).waitFor()
    const other = await openPage(t, page.url())
    await other.page.getByText('This link is incomplete. Ask for a new one.').waitFor()
  })
})
