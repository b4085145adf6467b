import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { examine } from './axe.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { awaitOutcome, awaitPrompt, change, logInAt, newCheck, openPage, press, signUpAt } from './person.ts'

const devices = {
  'a phone in the light': { viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'en-US' },
  'a phone in the dark, in Indonesian': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'id-ID' },
  'a phone on its side': { viewport: { width: 740, height: 360 }, colorScheme: 'light', locale: 'en-US' },
  'a desk at 400 % zoom': { viewport: { width: 320, height: 256 }, colorScheme: 'light', locale: 'en-US' },
  'a desk at 200 % zoom, in the dark': { viewport: { width: 640, height: 400 }, colorScheme: 'dark', locale: 'en-US' },
} as const

test('in a browser, for everybody', { skip, concurrency: 2 }, async (t) => {
  const settings = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, { ...(await newEnvironment(t)), ...settings })

  for (const [name, device] of Object.entries(devices))
    t.test(
      `on ${name} axe finds no violation, and nothing has to be scrolled sideways, in any state of a check`,
      async (t) => {
        const start = device.locale === 'id-ID' ? 'Mulai' : 'Start'
        const { page } = await openPage(t, url + (await newCheck(url)).path, device)
        await examine(page)
        await change(page, { refuse: 'NotAllowedError' })
        await press(page, start)
        await awaitPrompt(page, /not allowed|tidak diizinkan/)
        await examine(page)
        await change(page, { refuse: '' })
        await press(page, device.locale === 'id-ID' ? 'Coba lagi' : 'Try again')
        await awaitPrompt(page, /Look straight at|Lihat lurus ke/)
        await examine(page)
        await page
          .locator('liveness-capture [data-action]:not([data-action=""]):not([data-action=look_straight])')
          .waitFor()
        await examine(page)
        // In landscape the last state has the layout of the others.
        if (device.viewport.width >= device.viewport.height) return
        await awaitOutcome(page)
        await examine(page)
      },
    )

  t.test('on the demo page axe finds no violation, logged out and in, light and dark', async (t) => {
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

  t.test('a keyboard is enough, and the focus moves with the text', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    const focused = () =>
      page.evaluate<string>(`document.activeElement?.shadowRoot?.activeElement?.getAttribute('part') ?? ''`)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement?.id'), 'language')
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'button')
    await page.keyboard.press('Enter')
    await awaitPrompt(page, 'Look straight at the camera')
    assert.equal(await focused(), 'prompt')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await awaitPrompt(page, 'Ready for a face check?')
    assert.equal(await focused(), 'prompt', 'the button that was pressed is hidden')
  })

  t.test(
    'a screen reader announces each step once, prompt and number, immediately, and the guidance when it has finished',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path)
      const snapshot = await page.locator('main').ariaSnapshot()
      for (const text of ['heading "Face check"', 'Ready for a face check?', 'button "Start"'])
        assert.ok(snapshot.includes(text), snapshot)
      await page.evaluate(`globalThis.announced = []
      for (const region of document.querySelector('liveness-capture').shadowRoot.querySelectorAll('[aria-live]')) {
        const note = (changes) => {
          const texts = new Set(changes.map(({ target }) => target.textContent))
          announced.push([region.getAttribute('aria-live'), [...texts].filter(Boolean).join('. ')])
        }
        new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true })
      }`)
      await press(page, 'Start')
      assert.equal(await awaitOutcome(page), 'All done')
      const announced = await page.evaluate<[string, string][]>('announced')
      const asserted = announced.filter(([how, what]) => how === 'assertive' && what !== '').map(([, what]) => what)
      const times = (text: string) => asserted.filter((what) => what.startsWith(text)).length
      const counted = ['Step 1 of 2. ', 'Step 2 of 2. ', 'Good. Look straight'].map(times)
      assert.deepEqual(counted, [1, 1, 2], asserted.join('\n'))
      assert.ok(
        asserted.every((what, index) => what !== asserted[index - 1]),
        asserted.join('\n'),
      )
      assert.ok(announced.some(([how, what]) => how === 'polite' && what !== ''))
    },
  )

  t.test('changing the language in the middle of a step changes the texts and nothing else', async (t) => {
    const { page } = await openPage(t, url + (await newCheck(url)).path)
    await change(page, { reach: 0.42 })
    await press(page, 'Start')
    await page.getByText('Step 2 of 2', { exact: true }).first().waitFor()
    const part = (name: string) => page.locator(`liveness-capture [part=${name}]`)
    await part('guidance').filter({ hasText: /./ }).waitFor()
    await page.evaluate(`{
      const root = document.querySelector('liveness-capture').shadowRoot
      globalThis.running = root.querySelector('.running')
      document.querySelector('liveness-capture').lang = 'id'
    }`)
    await page.getByText('Langkah 2 dari 2', { exact: true }).first().waitFor()
    assert.notEqual(await part('guidance').innerText(), '')
    assert.equal(await page.evaluate('running.isConnected'), true, 'the ring still shows the time of the step')
    assert.equal(await page.locator('liveness-capture .box').getAttribute('lang'), 'id')
  })

  t.test('right to left, the words turn and the camera does not', async (t) => {
    const { page, problems } = await openPage(t, url + (await newCheck(url)).path)
    await page.evaluate(`document.querySelector('liveness-capture').lang = 'ar-EG'`)
    await page.getByRole('button', { name: 'ابدأ', exact: true }).waitFor()
    const box = page.locator('liveness-capture .box')
    assert.deepEqual([await box.getAttribute('lang'), await box.getAttribute('dir')], ['ar', 'rtl'])
    const sideOf = (action: string) =>
      page.evaluate<number>(`{
        const root = document.querySelector('liveness-capture').shadowRoot
        Object.assign(root.querySelector('.box').dataset, { view: 'running', action: '${action}' })
        const [cue, stage] = ['.cue', '.stage'].map((name) => root.querySelector(name).getBoundingClientRect())
        Math.sign(cue.left + cue.width / 2 - stage.left - stage.width / 2)
      }`)
    assert.deepEqual([await sideOf('turn_left'), await sideOf('turn_right')], [-1, 1])
    assert.deepEqual(problems, [])
  })

  t.test(
    'a language is loaded when it is chosen; where it can’t be, the words are English, and a page may replace them at once',
    async (t) => {
      const { page } = await openPage(t, url)
      await page.route('**/words/fr.js', (route) => route.abort())
      await page.goto(url + (await newCheck(url)).path)
      await page.evaluate(`document.querySelector('liveness-capture').lang = 'fr'`)
      await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
      const buttonFor = async (words: object) => {
        await page.evaluate(`document.querySelector('liveness-capture').words = ${JSON.stringify(words)}`)
        return page.locator('button[part=button]').first().innerText()
      }
      assert.equal(await buttonFor({ start: 'Los' }), 'Los')
      assert.equal(await buttonFor({}), 'Start')

      await page.route('**/early', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<liveness-capture lang="en"></liveness-capture>' }),
      )
      await page.goto(`${url}/early`)
      const renewed = page.evaluate(`new Promise((resolve) => {
      Object.assign(document.querySelector('liveness-capture'), { words: { start: 'Go' }, renew: () => resolve('renewed') })
      import('/capture/v1/liveness-capture.js')
    })`)
      await press(page, 'Go')
      assert.equal(await renewed, 'renewed', 'what was set before the component was there counts')
      const visibility = await page.evaluate<string>(`{
      const one = Object.assign(document.createElement('liveness-capture'), { lang: 'vi' })
      document.querySelector('liveness-capture').replaceWith(one)
      getComputedStyle(one.shadowRoot.querySelector('.box')).visibility
    }`)
      assert.equal(visibility, 'hidden', 'nothing is shown in a language that was not chosen')
      await page.getByRole('button', { name: 'Bắt đầu', exact: true }).waitFor()
    },
  )

  t.test('on the demo page the focus moves to the heading of what is shown', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.tagName')
    assert.equal(await focused(), 'BODY')
    await signUpAt(page, 'somebody.else')
    assert.equal(await focused(), 'signed-in-headline')
    await press(page, 'Log out')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    assert.equal(await focused(), 'headline')
    await logInAt(page, 'somebody.else')
    await press(page, 'Delete account …')
    await press(page, 'Yes, delete everything')
    await page.getByRole('heading', { name: 'Create an account' }).waitFor()
    assert.equal(await focused(), 'headline')
  })

  for (const [width, height] of [
    [320, 568],
    [360, 640],
  ] as const)
    t.test(`on a screen of ${width} by ${height} Start is reached without scrolling`, async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path, { viewport: { width, height } })
      await assertInView(page)
      await page.goto(`${url}/demo`)
      await signUpAt(page, `person.at.${width}`)
      await assertInView(page)
      const header = await page.locator('header').boundingBox()
      assert.ok(header && header.height < 80, 'the header is one row')
    })

  t.test(
    'where reduced motion is preferred, nothing moves but the ring’s last seconds, and what waits only appears',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path, { reducedMotion: 'reduce' })
      await press(page, 'Start')
      await awaitPrompt(page, /left|right/)
      const moving = await page.evaluate<string[]>(
        `[...document.querySelector('liveness-capture').shadowRoot.querySelectorAll('*')]
        .filter((element) => element.getAnimations().length > 0).map((element) => element.getAttribute('class'))`,
      )
      assert.deepEqual(moving, ['time', 'later', 'later'])
    },
  )
})

async function assertInView(page: Page): Promise<void> {
  await page.evaluate('scrollTo(0, 0)')
  const button = await page.getByRole('button', { name: 'Start', exact: true }).boundingBox()
  assert.ok(button && button.y + button.height <= page.viewportSize()!.height, JSON.stringify(button))
}
