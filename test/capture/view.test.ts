import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { examine } from './axe.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { awaitPrompt, newCheck, openPage } from './person.ts'
import { openView, type StateName, showState, states } from './states.ts'

const TURN = `{ view: 'running', done: 1, count: 4, again: true, action: 'turn_left', prompt: 'Turn your head left', timeout_ms: 20000 }`
const STRAIGHT = `{ view: 'running', done: 0, count: 4, again: true, action: 'look_straight', prompt: 'Look straight at the camera' }`

/** What a test reads of the component. */
const read = (page: Page, expression: string) =>
  page.evaluate<unknown>(`{
    const root = document.querySelector('#host').shadowRoot;
    const find = (selector) => root.querySelector(selector);
    ${expression}
  }`)
const part = (page: Page, name: string) => page.locator(`#host [part=${name}]`)

/** Notes what screen readers are told, in `said`. */
const LISTEN = `globalThis.said = []
  for (const region of document.querySelector('#host').shadowRoot.querySelectorAll('[aria-live]'))
    new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, { childList: true })`

test('the style uses nothing that browsers of 2021 lack, but behind @supports', () => {
  const source = readFileSync(new URL('../../capture/style.ts', import.meta.url), 'utf8')
  const css = source.slice(source.indexOf('`'), source.lastIndexOf('`')).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const old = css.replaceAll(/@supports [^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
  assert.ok(old.length < css.length)
  const modern = [
    ...[/light-dark\(/, /color-mix\(/, /\boklch\(/, /\b\d+cq[a-z]+\b/, /\b[\d.]+[sdl]v[hwb]\b/, /container/],
    ...[
      /[{;]\s*(scale|rotate|translate):/,
      /:(is|where|has)\(/,
      /@layer|@container|@scope|@property/,
      /&/,
      /color-scheme/,
    ],
  ]
  for (const feature of modern) assert.doesNotMatch(old, feature)
})

test('in a browser, what a person sees and hears', { skip }, async (t) => {
  const { url } = await startProcess(t, await newEnvironment(t))

  for (const colorScheme of ['light', 'dark'] as const)
    t.test(`axe finds no violation in any state, in the ${colorScheme}`, async (t) => {
      const { page, problems } = await openView(t, url, { colorScheme, viewport: { width: 360, height: 640 } })
      for (const name of Object.keys(states) as StateName[]) {
        await showState(page, name)
        if (name === 'too-dark') await page.locator('#host .bright').waitFor()
        else if ('guidance' in states[name]) await page.waitForTimeout(250)
        await page.evaluate(`document.querySelector('#host').shadowRoot.querySelectorAll('*').forEach((element) => {
          for (const animation of element.getAnimations()) if (animation.effect.getTiming().iterations === 1) animation.finish()
        })`)
        await examine(page, name)
      }
      assert.deepEqual(problems, [])
    })

  t.test('what is wrong with the picture is the headline as long as it lasts, and never flickers', async (t) => {
    const { page } = await openView(t, url)
    await page.clock.install()
    const texts = async () => [await part(page, 'prompt').innerText(), await part(page, 'guidance').innerText()]
    await page.evaluate(`view.show(${STRAIGHT})`)
    await page.evaluate(`view.guide('too_far', 'Come closer'); view.guide('ok', 'Good')`)
    await page.clock.runFor(1000)
    assert.deepEqual(await texts(), ['Look straight at the camera', ''], 'it did not last')
    await page.evaluate(`view.guide('too_far', 'Come closer')`)
    await page.clock.runFor(250)
    assert.deepEqual(await texts(), ['Come closer', ''])
    await page.evaluate(`view.guide('ok', 'Good')`)
    await page.clock.runFor(300)
    assert.deepEqual(await texts(), ['Come closer', ''], 'long enough to be read')
    await page.clock.runFor(600)
    assert.deepEqual(await texts(), ['Look straight at the camera', ''])
    await page.evaluate(`view.show(${TURN}); view.guide('no_face', 'Move your face into view')`)
    await page.clock.runFor(250)
    assert.deepEqual(await texts(), ['Move your face into view', 'Turn your head left'])
    await page.evaluate(`view.guide('turn_more', 'A little further')`)
    await page.clock.runFor(1000)
    assert.deepEqual(await texts(), ['Turn your head left', 'A little further'])
  })

  t.test('the ring shows how far the movement has gone, and time only in the last three seconds', async (t) => {
    const { page } = await openView(t, url)
    const filled = () => read(page, `parseFloat(find('.running').getAttribute('stroke-dasharray')) / 94`)
    const pieces = () =>
      read(page, `['done', 'track', 'running'].map((name) => root.querySelectorAll('.' + name).length)`)
    await page.evaluate(`view.show(${TURN})`)
    assert.deepEqual(await pieces(), [1, 3, 1])
    const followed = []
    for (const progress of [0, 0.3, 0.7, 0.4, 0.8]) {
      await page.evaluate(`view.guide('turn_more', 'A little further', ${progress})`)
      followed.push(await filled())
    }
    assert.deepEqual(followed, [0, 0.3, 0.7, 0.7, 0.8], 'what was reached stays')
    await page.evaluate(`view.show(${TURN.replace('turn_left', 'smile')})`)
    assert.equal(await filled(), 0, 'another movement begins anew')
    const timeAt = (ms: number) =>
      read(
        page,
        `const [time] = find('.time').getAnimations()
        time.pause()
        time.currentTime = ${ms}
        getComputedStyle(find('.time')).strokeDasharray.split(/[ ,]+/).map(parseFloat)[0]`,
      )
    assert.deepEqual([await timeAt(0), await timeAt(16_900), await timeAt(18_500)], [0, 0, 47])
  })

  t.test('in the dark the page turns bright, stays so a while, and not longer than the check', async (t) => {
    const { page } = await openView(t, url, { colorScheme: 'dark' })
    await page.clock.install()
    const isBright = () => read(page, `find('.box').classList.contains('bright')`)
    const guide = async (code: string, ms: number) => {
      await page.evaluate(`view.guide('${code}', '${code}')`)
      await page.clock.runFor(ms)
      return isBright()
    }
    await page.evaluate(`view.show(${STRAIGHT})`)
    assert.equal(await guide('too_dark', 900), false, 'a camera begins in the dark')
    assert.equal(await guide('ok', 3000), false)
    assert.equal(await guide('too_dark', 1500), true)
    assert.equal(await guide('no_face', 7000), true)
    assert.equal(await guide('too_dark', 20_000), true)
    assert.equal(await guide('ok', 10_000), false)
    assert.equal(await guide('too_dark', 1500), true)
    await guide('ok', 500)
    await page.evaluate(`view.show(${TURN})`)
    assert.equal(await guide('turn_more', 20_000), true, 'no other light while a movement is measured')
    await page.evaluate(`view.show({ view: 'live', done: 4, count: 4, again: true })`)
    assert.equal(await isBright(), false)
    await page.evaluate(`view.show(${TURN})`)
    assert.equal(await guide('too_dark', 20_000), false, 'nor does it begin then')
  })

  t.test(
    'each prompt is said once: by the focus where it moves, else aloud, whatever guidance comes between',
    async (t) => {
      const { page } = await openView(t, url)
      await page.evaluate(LISTEN)
      await page.evaluate(`view.show({ view: 'intro', done: 0, count: 4, again: true }); view.start.focus()
      view.show({ view: 'opening', done: 0, count: 4, again: true })`)
      assert.equal(await read(page, `root.activeElement.getAttribute('part')`), 'prompt')
      assert.deepEqual(await page.evaluate('said.splice(0)'), ['Your browser asks about it. Choose Allow.'])
      await page.clock.install()
      await page.evaluate(`view.show(${STRAIGHT})`)
      for (const code of ['too_left', 'ok', 'too_left', 'too_left', 'ok']) {
        await page.evaluate(`view.guide('${code}', '${code === 'ok' ? 'Good' : 'Move a little to your right'}')`)
        await page.clock.runFor(1000)
      }
      await page.evaluate(`view.show(${STRAIGHT}); view.showTexts()`)
      assert.deepEqual(await page.evaluate('said.splice(0)'), [
        'Step 1 of 4. Look straight at the camera',
        'Move a little to your right',
        'Move a little to your right',
      ])
      assert.equal(
        await read(page, `find('[aria-live=assertive]').textContent`),
        '',
        'nor found a second time in reading',
      )
      assert.equal(await read(page, `root.querySelectorAll('[aria-live]').length`), 2)
      const { nodes } = (await (await page.context().newCDPSession(page)).send('Accessibility.getFullAXTree')) as {
        nodes: { role?: { value?: string }; name?: { value?: string } }[]
      }
      const named = nodes.filter(
        ({ role, name }) => role?.value === 'StaticText' && /^Look straight/.test(name?.value ?? ''),
      )
      assert.equal(named.length, 1)
    },
  )

  t.test(
    'who needs more time or can’t do a movement reaches a button by keyboard at once, and sees it after 3 s',
    async (t) => {
      const { page } = await openView(t, url)
      const shown = () =>
        read(
          page,
          `[...root.querySelectorAll('.later')].filter((one) => !one.hidden).map((one) => getComputedStyle(one).opacity)`,
        )
      const endWait = () =>
        read(
          page,
          `root.querySelectorAll('.later').forEach((one) => one.getAnimations().forEach((wait) => wait.finish()))`,
        )
      await page.evaluate(`view.show(${STRAIGHT})`)
      assert.deepEqual(await shown(), [])
      await page.evaluate(`view.show(${TURN}); view.prompt.focus()`)
      assert.deepEqual(await shown(), ['0', '0'])
      await page.keyboard.press('Tab')
      assert.deepEqual(await shown(), ['1', '0'])
      await page.keyboard.press('Enter')
      assert.equal(await read(page, `root.activeElement.getAttribute('part')`), 'prompt')
      assert.deepEqual(await shown(), ['0'], 'once a step')
      await endWait()
      assert.deepEqual(await shown(), ['1'])
      const cannot = page.getByRole('button', { name: 'I can’t do this' })
      await cannot.click()
      assert.deepEqual(await shown(), [], 'another movement is on its way')
      await page.evaluate(`view.show({ ...${TURN}, action: 'turn_right' })`)
      await endWait()
      await cannot.click()
      await page.evaluate(`view.show({ ...${TURN}, action: 'smile', done: 2 })`)
      await endWait()
      assert.equal(await cannot.count(), 0, 'twice a session')
      assert.equal(await page.getByRole('button', { name: 'More time' }).count(), 1)
    },
  )

  t.test(
    'sound is off and not loaded until it is wanted, rises with the movement, and stays on the next time',
    async (t) => {
      const audio = `globalThis.tones = []
      globalThis.AudioContext = class extends AudioContext {
        createOscillator() { const made = super.createOscillator(); tones.push(made.frequency); return made }
      }`
      const { page } = await openView(t, url, {}, audio)
      const tones = () => page.evaluate<number[]>('tones.splice(0).map(({ value }) => Math.round(value))')
      const requests: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      const loaded = () => requests.filter((one) => one.endsWith('/sound.js'))
      await page.evaluate(`view.show(${TURN}); view.guide('turn_more', 'A little further', 0.5)`)
      assert.deepEqual([await tones(), loaded()], [[], []])
      await page.getByRole('button', { name: 'Sound on' }).click()
      await page.getByRole('button', { name: 'Sound off' }).waitFor()
      await page.waitForFunction(() => (globalThis as unknown as { tones: unknown[] }).tones.length === 2)
      assert.deepEqual(await tones(), [784, 1047])
      await page.evaluate(`for (const progress of [0, 0.5, 1]) view.guide('turn_more', 'A little further', progress)
      view.show({ view: 'running', done: 2, count: 4, again: true })`)
      assert.deepEqual(await tones(), [220, 381, 660, 784, 1047])
      assert.equal(loaded().length, 1)
      await page.reload()
      await page.evaluate(`document.querySelector('liveness-capture').hidden = false`)
      await page.getByRole('button', { name: 'Sound off' }).click()
      await page.getByRole('button', { name: 'Sound on' }).waitFor()
    },
  )

  const open = async (t: Parameters<typeof openPage>[0], script: string, change = (style: string) => style) => {
    const { page, problems } = await openPage(t, `${url}/capture`, {}, script)
    await page.route('**/style.js', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: change(await response.text()) })
    })
    await page.goto(url + (await newCheck(url)).path.replace('#', '?again#'))
    return { page, problems }
  }
  const readLook = (page: Page) =>
    page.evaluate<{ button: string[]; stroke: string[]; oval: number }>(`{
      const find = (name) => document.querySelector('liveness-capture').shadowRoot.querySelector(name)
      const { backgroundColor, color, borderRadius, minHeight } = getComputedStyle(find('button'))
      const { stroke, opacity } = getComputedStyle(find('.track'))
      ;({ button: [backgroundColor, color, borderRadius, minHeight], stroke: [stroke, opacity], oval: find('[part=oval]').offsetWidth })
    }`)

  t.test(
    'in an old browser without the newer colors and lengths Start keeps its shape and the ring is there',
    async (t) => {
      const { page } = await open(t, '', (style) => style.replaceAll('@supports (', '@supports (nothing: 1) and ('))
      await page.getByRole('button', { name: 'Start' }).waitFor()
      const { button, stroke, oval } = await readLook(page)
      assert.deepEqual(button, ['rgb(85, 102, 242)', 'rgb(255, 255, 255)', '32px', '44px'])
      assert.deepEqual(stroke, ['rgb(23, 26, 35)', '0.16'])
      assert.ok(oval > 200, `${oval}`)
    },
  )

  t.test('in one without constructed style sheets the page looks the same, under its own policy', async (t) => {
    const { page: modern } = await open(t, '')
    const illegal = `globalThis.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor') } }`
    const { page, problems } = await open(t, illegal)
    for (const one of [modern, page]) await one.getByRole('button', { name: 'Start' }).waitFor()
    assert.deepEqual(await readLook(page), await readLook(modern))
    assert.deepEqual(problems, [])
  })

  t.test('a browser that lacks what the component needs says so, on the page and in the element', async (t) => {
    const { page } = await openPage(t, `${url}/capture#some.session`, {}, 'delete Object.hasOwn')
    await page.getByText('This browser is too old. Update it, or open this page in another browser.').first().waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
    const { page: embedding } = await openPage(t, `${url}/capture#some.session`)
    await embedding.evaluate('delete Object.hasOwn')
    await embedding.getByRole('button', { name: 'Start' }).click()
    await awaitPrompt(embedding, 'This browser is too old')
    assert.equal(await embedding.getByRole('button').count(), 0)
  })
})
