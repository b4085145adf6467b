import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProcess } from '../process.ts'
import { newEnvironment, request } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { apiKeyOf, awaitOutcome, awaitPrompt, change, newCheck, openPage, press, readCheck } from './person.ts'

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
    await page.getByText('You may close this page.').first().waitFor()
    await page.reload()
    await page.getByText('The check succeeded.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
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
    await other.page.getByText('This link is incomplete. Ask for a new one.').first().waitFor()
  })
})

test('in a browser, where a link leads to when its check ends without a verdict', { skip }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_SESSION_SECONDS: '3', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, environment)
  const headers = { authorization: `Bearer ${await apiKeyOf(environment)}` }
  const open = async (json: object) =>
    (await request(url, 'POST', '/liveness/sessions', { json, headers })).json.data as Record<string, string>
  const read = async (id = '') => (await request(url, 'GET', `/liveness/sessions/${id}`, { headers })).json.data
  const idIn = async (state: Promise<unknown>) => String(await state).split('.')[0]

  await t.test('the person tries again on the same link, as often as it allows, and a reload follows', async (t) => {
    const { session_id: first, capture_path } = await open({ retries: 1 })
    const { page } = await openPage(t, url + capture_path)
    await change(page, { reach: 0 })
    await press(page, 'Start')
    await awaitPrompt(page, 'Time is up')
    await press(page, 'Try again')
    await awaitPrompt(page, 'Look straight')
    const second = await idIn(page.evaluate('history.state'))
    assert.notEqual(second, first)
    assert.deepEqual([(await read(first)).retried_by, (await read(second)).retry_of], [second, first])
    await page.getByText('Ask for a new link to try again.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
    await page.reload()
    await page.getByText('Ask for a new link to try again.').first().waitFor()
    assert.equal(await idIn(page.evaluate('history.state')), second)
  })

  await t.test('the page leads back to the return_url in a moment, with the session and its state', async (t) => {
    const { session_id: id, capture_path } = await open({ retries: 0, return_url: 'https://shop.example/done?order=7' })
    await request(url, 'DELETE', `/liveness/sessions/${id}`, { headers })
    const { page } = await openPage(t, 'about:blank')
    await page.clock.install()
    await page.route('https://shop.example/**', (route) => route.fulfill({ body: 'Welcome back' }))
    await page.goto(`${url}${capture_path}`)
    await page.getByText('Taking you back').first().waitFor()
    const address = `https://shop.example/done?order=7&session_id=${id}&state=cancelled`
    assert.equal(await page.getByRole('link', { name: 'Go back' }).getAttribute('href'), address)
    await page.clock.fastForward(10_000)
    await page.getByText('Welcome back').first().waitFor()
    assert.equal(page.url(), address)
  })

  await t.test('who cancels is led back, unless they press Start again', async (t) => {
    const { capture_path } = await open({ return_url: 'https://shop.example/' })
    const { page } = await openPage(t, url + capture_path)
    await change(page, { reach: 0 })
    await press(page, 'Start')
    await press(page, 'Cancel')
    await page.getByText('Taking you back').first().waitFor()
    await press(page, 'Start')
    await page.getByText('Taking you back').first().waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('link', { name: 'Go back' }).count(), 0)
  })
})
