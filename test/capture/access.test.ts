import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { awaitOutcome, awaitPrompt, change, newCheck, openPage, press } from './person.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const looks = {
  'a phone in the light': { viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'en-US' },
  'a phone in the dark, in Indonesian': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'id-ID' },
  'a phone on its side': { viewport: { width: 740, height: 360 }, colorScheme: 'light', locale: 'en-US' },
  'a desk at 200 % zoom, in the dark': { viewport: { width: 640, height: 400 }, colorScheme: 'dark', locale: 'en-US' },
} as const

test('in a browser, for everybody', { skip, concurrency: 2 }, async (t) => {
  const patient = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), ...patient })

  for (const [name, look] of Object.entries(looks))
    t.test(
      `on ${name} axe finds nothing, and nothing has to be scrolled sideways, in any state of a check`,
      async (t) => {
        const start = look.locale === 'id-ID' ? 'Mulai' : 'Start'
        const { page } = await openPage(t, url + (await newCheck(url)).path, look)
        await examine(page)
        await change(page, { refuse: 'NotAllowedError' })
        await press(page, start)
        await awaitPrompt(page, /not allowed|tidak diizinkan/)
        await examine(page)
        await change(page, { refuse: '' })
        await press(page, look.locale === 'id-ID' ? 'Coba lagi' : 'Try again')
        await awaitPrompt(page, /Look straight at|Lihat lurus ke/)
        await examine(page)
        await page
          .locator('liveness-capture [data-action]:not([data-action=""]):not([data-action=look_straight])')
          .waitFor()
        await examine(page)
        if (look.viewport.width >= look.viewport.height) return // Whose last state is laid out as the others.
        await awaitOutcome(page)
        await examine(page)
      },
    )

  t.test('the demo page has nothing axe would find, logged out and in, light and dark', async (t) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openPage(t, `${url}/demo`, { colorScheme, viewport: { width: 1100, height: 800 } })
      await examine(page)
      await page.getByLabel('Full name').fill('Some Body')
      await page.getByLabel('Username').fill(`somebody.${colorScheme}`)
      await page.getByLabel('Password').fill('correct horse')
      await press(page, 'Create an account')
      await change(page, { refuse: 'NotFoundError' })
      await press(page, 'Start')
      await awaitPrompt(page, 'No camera found')
      await examine(page)
      await press(page, 'Delete account …')
      await examine(page)
    }
  })

  t.test('a keyboard is enough, and the focus is where the words are', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    const focused = () =>
      page.evaluate<string>(`document.activeElement?.shadowRoot?.activeElement?.getAttribute('part') ?? ''`)
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'button')
    await page.keyboard.press('Enter')
    await awaitPrompt(page, 'Look straight at the camera')
    assert.equal(await focused(), 'prompt')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await awaitPrompt(page, 'Ready for a face check?')
    assert.equal(await focused(), 'prompt', 'the button that was pressed is gone')
  })

  t.test('a screen reader is told each prompt at once and the guidance when it is done speaking', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    const part = (name: string) => page.locator(`liveness-capture [part=${name}]`)
    assert.equal(await part('prompt').getAttribute('aria-live'), 'assertive')
    assert.equal(await part('guidance').getAttribute('aria-live'), 'polite')
    const snapshot = await page.locator('main').ariaSnapshot()
    for (const told of ['heading "Face check"', 'Ready for a face check?', 'button "Start"'])
      assert.ok(snapshot.includes(told), snapshot)
  })

  t.test('where less motion is wished for, nothing moves but the ring’s time', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path, { reducedMotion: 'reduce' })
    await press(page, 'Start')
    await awaitPrompt(page, /left|right/)
    const moving = await page.evaluate<string[]>(
      `[...document.querySelector('liveness-capture').shadowRoot.querySelectorAll('*')]
        .filter((element) => element.getAnimations().length > 0).map((element) => element.getAttribute('class'))`,
    )
    assert.deepEqual(moving, ['running'])
  })
})

/** What axe-core finds against WCAG 2.2 AA and good practice, and whether the page is wider than the window. */
async function examine(page: Page): Promise<void> {
  await page.evaluate(axe)
  const violations = await page.evaluate<string[]>(
    `axe.run(document).then(({ violations, passes }) => passes.length < 5 ? ['axe looked at nothing'] : violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(' '))))`,
  )
  assert.deepEqual(violations, [])
  const overhang = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  assert.equal(overhang, 0)
}
