import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment, request, startServer, temporaryFolder } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { apiKeyOf, awaitOutcome, awaitPrompt, change, newCheckOf, openPage, press } from './person.ts'

const document = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8')
const types = readFileSync(new URL('../../capture/types.ts', import.meta.url), 'utf8')

const verifyResult = (url: string, token: unknown) =>
  jwtVerify(String(token), createRemoteJWKSet(new URL('/.well-known/jwks.json', url)))

test('docs/embedding.md names every error code, attribute, property and part there is', () => {
  const codes = [...(types.split('FailureCode =')[1]?.split('\n\n')[0] ?? '').matchAll(/'(\w+)'/g)].map(
    ([, code]) => code!,
  )
  assert.ok(codes.length > 8)
  const style = readFileSync(new URL('../../capture/style.ts', import.meta.url), 'utf8')
  const properties = [...style.matchAll(/--liveness-[\w-]+/g)].map(([name]) => name)
  const read = (name: string) => readFileSync(new URL(`../../capture/${name}.ts`, import.meta.url), 'utf8')
  const made = ['view', 'camera-chooser', 'refusal-help'].map(read).join('')
  const parts = [...made.matchAll(/part: '([^']+)'/g)].flatMap(([, names = '']) => names.split(' '))
  assert.ok(properties.length >= 6 && parts.length >= 6)
  for (const name of [...codes.filter((code) => code !== 'failed'), ...properties, ...parts])
    assert.ok(document.includes(`\`${name}\``), name)
})

test('in a browser, the element has the public members that its declaration lists, and no others', {
  skip,
}, async (t) => {
  const { url } = await startServer(t)
  const { page } = await openPage(t, `${url}/capture`)
  const made = await page.evaluate<string[]>(
    `Object.getOwnPropertyNames(customElements.get('liveness-capture').prototype).filter((name) => !/^constructor$|Callback$/.test(name))`,
  )
  const body = types.slice(types.indexOf('export interface LivenessCapture'))
  const declared = [...body.matchAll(/^ {2}(\w+)(?:\(|: )/gm)].map(([, name]) => name!)
  assert.ok(declared.includes('start'))
  assert.deepEqual(made.sort(), declared.filter((name) => !name.endsWith('EventListener')).sort())
})

test('in a browser, the examples of docs/embedding.md', { skip }, async (t) => {
  const shopPort = await freePort()
  const shop = `http://127.0.0.1:${shopPort}`
  const settings = { LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const environment = { ...(await newEnvironment(t)), ...settings, FRAME_ANCESTORS: shop }
  const { url } = await startProcess(t, environment)
  await startShop(t, url, await apiKeyOf(environment), shopPort)

  await t.test('its back end responds before there is a check, and when the liveness server is down', async (t) => {
    const none = await fetch(`${shop}/check`)
    assert.deepEqual([none.status, await none.json()], [404, { error: 'no_check' }])
    const port = await freePort()
    await startShop(t, `http://127.0.0.1:${await freePort()}`, 'lk_none', port)
    const gone = await fetch(`http://127.0.0.1:${port}/check`, { method: 'POST' })
    assert.deepEqual([gone.status, await gone.json()], [502, { error: 'liveness_unreachable' }])
  })

  await t.test(
    'the element in a page of another origin runs a check, and the back end reads the verdict',
    async (t) => {
      const { page, problems } = await openPage(t, shop)
      await press(page, 'Start')
      assert.equal(await awaitOutcome(page), 'All done')
      await page.getByText('Welcome!').first().waitFor()
      assert.deepEqual(
        problems.filter((text) => !text.includes('favicon')),
        [],
      )
    },
  )

  await t.test('the events have the details that the document lists', async (t) => {
    const { page } = await openPage(t, shop)
    await page.evaluate(`globalThis.received = []
      for (const name of ['camera', 'step', 'guidance', 'verdict', 'error'])
        document.querySelector('liveness-capture').addEventListener(name, ({ detail }) => received.push({ name, ...detail }))`)
    await change(page, { refuse: 'NotAllowedError' })
    await press(page, 'Start')
    await awaitPrompt(page, 'The camera is not allowed')
    await change(page, { refuse: '' })
    await press(page, 'Try again')
    assert.equal(await awaitOutcome(page), 'All done')
    const received = await receivedBy(page)
    const first = (name: string) => received.find((one) => one.name === name) ?? {}
    assert.deepEqual(received[0], {
      name: 'error',
      code: 'permission_refused',
      message: 'The camera is not allowed. Your browser asks about it. Choose Allow.',
    })
    const step = { name: 'step', index: 0, count: 2, action: 'look_straight', prompt: 'Look straight at the camera' }
    assert.partialDeepStrictEqual(first('step'), step)
    assert.deepEqual(first('camera'), { name: 'camera', label: 'user', device_id: 'user', facing: 'user' })
    assert.deepEqual(Object.keys(first('guidance')).sort(), ['code', 'message', 'name'])
    assert.partialDeepStrictEqual(first('verdict'), { verdict: 'live', next_action: 'accept' })
    assert.equal((await verifyResult(url, first('verdict').token)).payload.verdict, 'live')
    assert.equal(received.filter(({ name }) => name === 'step').length, 2)
  })

  await t.test('a link brings a check to a phone, and a back end that polls reads each state', async (t) => {
    const authorization = `Bearer ${await apiKeyOf(environment)}`
    const call = async (method: string, path: string, json?: object) =>
      (await request(url, method, path, { json, headers: { authorization } })).json.data as Record<string, string>
    const asked = { nonce: 'order 7', return_url: 'https://shop.example/done' }
    const { session_id = '', capture_path = '' } = await call('POST', '/liveness/sessions', asked)
    const { state, verdict } = await call('GET', `/liveness/sessions/${session_id}`)
    assert.deepEqual([state, verdict], ['waiting', null])
    const { page } = await openPage(t, url + capture_path.replace('#', '?lang=id#'))
    await press(page, 'Mulai')
    const states = new Set<string>()
    while (!states.has('decided')) {
      states.add((await call('GET', `/liveness/sessions/${session_id}`)).state!)
      await page.waitForTimeout(100)
    }
    assert.deepEqual([...states].slice(-2), ['running', 'decided'])
    assert.equal((await call('GET', `/liveness/sessions/${session_id}`)).verdict, 'live')

    const back = page.locator(`a[href^="https://shop.example/done?session_id=${session_id}&state=decided#result="]`)
    const { payload } = await verifyResult(url, (await back.getAttribute('href'))?.split('#result=')[1])
    assert.deepEqual([payload.session_id, payload.verdict, payload.nonce], [session_id, 'live', 'order 7'])
  })

  await t.test('an app’s web view receives what happens on /capture', async (t) => {
    const { path } = await newCheckOf(environment, url, ['turn_left'])
    const { page } = await openPage(
      t,
      url + path,
      {},
      `globalThis.received = []
      globalThis.liveness = { postMessage: (text) => received.push(JSON.parse(text)) }
      globalThis.webkit = { messageHandlers: { liveness: globalThis.liveness } }
      globalThis.ReactNativeWebView = globalThis.liveness`,
    )
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    const received = await receivedBy(page)
    assert.deepEqual(
      received.map(({ type }) => type),
      ['step', 'step', 'verdict'].flatMap((type) => [type, type, type]),
    )
    assert.partialDeepStrictEqual(received.at(-1)!, { type: 'verdict', verdict: 'live', next_action: 'accept' })
  })

  await t.test(
    'a page that FRAME_ANCESTORS names shows /capture in a frame and receives its messages; any other can’t',
    async (t) => {
      const { path } = await newCheckOf(environment, url, ['turn_left'])
      const { page } = await openPage(t, shop)
      await frame(page, url + path)
      await page.frameLocator('iframe').getByRole('button', { name: 'Start' }).click()
      await page.waitForFunction(
        `received.some(({ source, type, verdict }) => source === 'liveness-capture' && type === 'verdict' && verdict === 'live')`,
      )

      const forbidden = await openPage(t, shop)
      const another = await newCheckOf(environment, url, ['turn_left'])
      await frame(forbidden.page, url + another.path, '')
      await forbidden.page.frameLocator('iframe').getByRole('button', { name: 'Start' }).waitFor()
      await forbidden.page.frames()[1]!.evaluate(`subject.refuse = 'NotAllowedError'`)
      await forbidden.page.frameLocator('iframe').getByRole('button', { name: 'Start' }).click()
      const within = forbidden.page.frameLocator('iframe')
      await within.locator('[part=prompt]').filter({ hasText: 'The camera is blocked here' }).waitFor()
      const opened = forbidden.page.waitForEvent('popup')
      await within.getByRole('link', { name: 'Open in a new tab' }).click()
      const tab = await opened
      await tab.getByRole('button', { name: 'Start' }).waitFor()
      assert.equal(tab.url(), `${url}/capture`, 'the token is out of the address')

      const stranger = await openPage(t, shop.replace('127.0.0.1', 'plain.test'))
      await frame(stranger.page, url + path)
      await stranger.page.waitForTimeout(500)
      assert.match(stranger.problems.join(), /frame-ancestors/)
      assert.equal(await stranger.page.frameLocator('iframe').getByRole('button').count(), 0)
    },
  )
})

const receivedBy = (page: Page) => page.evaluate<Record<string, unknown>[]>('received')

async function frame(page: Page, address: string, allow = 'camera'): Promise<void> {
  await page.evaluate(`globalThis.received = []
    addEventListener('message', ({ data }) => received.push(data))
    const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(address)}, allow: ${JSON.stringify(allow)}, title: 'Face check', width: 380, height: 700 })
    document.body.append(frame)`)
}

/** Runs the document's own back end on the document's own page, with the real addresses in it. */
async function startShop(t: TestContext, livenessUrl: string, key: string, port: number): Promise<void> {
  const folder = temporaryFolder(t)
  for (const file of ['page.html', 'page.js', 'server.js'])
    writeFileSync(join(folder, file), blockAfter(`\`${file}\``).replaceAll('http://127.0.0.1:8080', livenessUrl))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  const child = spawn(process.execPath, [join(folder, 'server.js')], {
    env: { LIVENESS_KEY: key, LIVENESS_URL: livenessUrl, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
}

/** The first code block after a mention. */
function blockAfter(mention: string): string {
  const block = /```\w+\n([\s\S]*?)```/.exec(document.slice(document.indexOf(mention)))?.[1]
  if (block === undefined) throw new Error(`no code after ${mention}`)
  return block
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
