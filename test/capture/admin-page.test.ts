import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAdmin, startWithData } from './admin-data.ts'
import { examine } from './axe.ts'
import { skipWithoutBrowser as skip } from './browser.ts'

test('the operator’s pages are free of violations, on a phone and on a desk, and worked by keyboard alone', {
  skip,
}, async (t) => {
  const data = await startWithData(t)
  const page = await openAdmin(t, data)
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  const ofSession = `/sessions/${data.sessionId}`
  const lists = ['', '/sessions', '/accounts', '/keys', '/webhooks', '/audit', '/health']
  const single = [ofSession, `/accounts/${data.accountId}`, '/webhooks/hook', `${ofSession}/erase`]
  // Contrast is a matter of the colors, room one of the width.
  const looks = [
    { width: 320, colorScheme: 'light' },
    // The least on which a list is a table.
    { width: 961, colorScheme: 'dark' },
  ] as const
  for (const path of [...lists, ...single]) {
    await page.goto(`${data.server.url}/admin${path}`)
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      await examine(page, `/admin${path} ${width} ${colorScheme}`)
    }
  }

  await page.goto(`${data.server.url}/admin${ofSession}`)
  await page.getByRole('button', { name: 'Show it' }).first().press('Enter')
  await page.getByRole('img', { name: /picture of this session/ }).waitFor()
  await examine(page, 'with a picture')
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), 'Skip to the content')
  for (let stops = 0; !(await focused()).startsWith('Erase its evidence'); stops++) {
    assert.ok(stops < 60, 'the way to erasing is too long, or there is none')
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Erase' }).press('Enter')
  await page.getByRole('heading', { name: 'Receipt' }).waitFor()
  await examine(page, 'with a receipt')
  assert.deepEqual(errors, [])
})
