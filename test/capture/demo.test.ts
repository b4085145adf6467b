import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { encode } from 'uqr'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { openPage, openTracks, press } from './person.ts'

test('in a browser, when the demo page meets an obstacle', { skip, concurrency: 2 }, async (t) => {
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), LIVENESS_STEPS: '1', ACCOUNTS_STRICT: 'yes' })
  const problem = (page: Page) => page.locator('#account-problem')
  const fill = async (page: Page, name: string, password: string) => {
    await page.locator('[name=fullname]').fill('Some Body')
    await page.locator('[name=username]').fill(name)
    await page.locator('[name=password]').fill(password)
  }
  const password = 'a sentence is a good password'

  t.test('a login that has expired: the page shows the form to log in again', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await fill(page, 'somebody', password)
    await press(page, 'Create an account')
    await page.getByText('None yet').first().waitFor()
    await page.getByText('a check has the assurance “active”: somebody moved as asked').first().waitFor()
    await page.context().clearCookies()
    await press(page, 'Start')
    await problem(page).filter({ hasText: 'You were logged out. Please log in again.' }).waitFor()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    assert.equal(await openTracks(page), 0)
  })

  t.test('the account is created and the login fails: pressing again logs in', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    let busy = true
    const busyResponse = { status: 503, json: { status_code: 503, message: 'Server is busy, try again shortly' } }
    await page.route('**/auth/login', (route) => (busy ? route.fulfill(busyResponse) : route.continue()))
    await fill(page, 'another', password)
    await press(page, 'Create an account')
    await problem(page).filter({ hasText: 'Server is busy' }).waitFor()
    busy = false
    await press(page, 'Log in')
    await page.getByText('None yet').first().waitFor()
  })

  t.test('a proxy responds with a page of its own: the demo says that the server does not answer', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await page.route('**/auth/register', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' }),
    )
    await fill(page, 'nobody', password)
    await press(page, 'Create an account')
    await problem(page).filter({ hasText: 'The server does not answer.' }).waitFor()
  })

  t.test('each refusal is shown in Indonesian, known or not', async (t) => {
    const { page } = await openPage(t, `${url}/demo?lang=id`)
    await page.locator('[data-words=password]').getByText('Kata sandi', { exact: true }).waitFor()
    await fill(page, 'seseorang', 'kata sandi')
    await press(page, 'Buat akun')
    await problem(page)
      .filter({ hasText: /^Kata sandi minimal 15 karakter/ })
      .waitFor()
    for (const [status, text] of [
      [400, /^Ada isian/],
      [418, /^Tidak berhasil/],
    ] as const) {
      await page.route('**/auth/register', (route) => route.fulfill({ status, json: { message: 'Never heard of' } }))
      await press(page, 'Buat akun')
      await problem(page).filter({ hasText: text }).waitFor()
    }
  })

  t.test('the language that was chosen is remembered', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await page.getByLabel('Language').selectOption('Bahasa Indonesia')
    await page.getByRole('heading', { name: 'Buat akun' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Buat akun' }).waitFor()
    assert.equal(await page.evaluate('document.documentElement.lang'), 'id')
    await page.getByLabel('Bahasa').selectOption('العربية')
    await page.getByRole('heading', { name: 'إنشاء حساب' }).waitFor()
    assert.equal(await page.evaluate('document.documentElement.dir'), 'rtl')
    await page.goto(`${url}/capture`)
    await page.getByText('هذا الرابط غير مكتمل').first().waitFor()
  })

  t.test('each field says what is wrong with it, and the first is where one can type at once', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    const said = (field: string) => page.locator(`#${field}-problem`).innerText()
    await page.locator('[name=username]').fill('four')
    await press(page, 'Create an account')
    assert.deepEqual(
      [await said('fullname'), await said('username'), await said('password')],
      ['Fill this in', 'At least 5 characters', 'Fill this in'],
    )
    await page.keyboard.type('Some Body')
    assert.equal(await page.locator('[name=fullname]').inputValue(), 'Some Body')
    assert.equal(await said('fullname'), '')
    assert.equal(await page.locator('[name=username]').getAttribute('aria-invalid'), 'true')
  })

  t.test('the password is shown on request', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    const shown = page.getByRole('button', { name: 'Show password' })
    const type = () => page.locator('[name=password]').getAttribute('type')
    assert.deepEqual([await type(), await shown.getAttribute('aria-pressed')], ['password', 'false'])
    await shown.click()
    assert.deepEqual([await type(), await shown.getAttribute('aria-pressed')], ['text', 'true'])
    await shown.click()
    assert.equal(await type(), 'password')
  })

  t.test('a code opens a check on the phone, and the page follows what becomes of it', async (t) => {
    const { page, problems } = await openPage(t, `${url}/demo`)
    await fill(page, 'with.phone', password)
    await press(page, 'Create an account')
    const opening = page.waitForResponse('**/liveness/sessions')
    await press(page, 'Continue on your phone')
    const { capture_path, session_id } = (await (await opening).json()).data
    const code = page.getByRole('img', { name: 'QR code that opens the check' })
    const { data } = encode(url + capture_path, { border: 4 })
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    assert.equal(await code.locator('path').getAttribute('d'), dark.join(''))
    await page.getByText('A phone can’t open this address').first().waitFor()
    await page.locator('#checks').getByText('Not started').first().waitFor()
    await page.evaluate(`void fetch('/liveness/sessions/${session_id}', { method: 'DELETE' })`)
    await page.locator('#checks').getByText('Cancelled').first().waitFor()
    await code.waitFor({ state: 'detached' })
    assert.deepEqual(
      problems.filter((text) => !text.includes('401')),
      [],
    )
  })

  t.test('older checks are shown on request', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await fill(page, 'many.checks', password)
    await press(page, 'Create an account')
    await page.getByText('None yet').first().waitFor()
    for (let count = 0; count < 10; count++)
      await page.evaluate(`fetch('/liveness/sessions', { method: 'POST' }).then(({ status }) => status)`)
    await page.reload()
    await page.locator('#checks li').nth(7).waitFor()
    assert.equal(await page.locator('#checks li').count(), 8)
    await press(page, 'Show older ones')
    await page.locator('#checks li').nth(9).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Show older ones' }).count(), 0)
  })
})
