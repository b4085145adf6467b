import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import {
  awaitOutcome,
  awaitPrompt,
  change,
  guidanceOf,
  logInAt,
  newCheck,
  newCheckOf,
  openPage,
  openTracks,
  press,
  readCheck,
  signUpAt,
} from './person.ts'

test('in a browser, before a drawn person', { skip, concurrency: 2 }, async (t) => {
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEPS: '2', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, environment)
  const impatient = await startProcess(t, { ...(await newEnvironment(t)), LIVENESS_STEPS: '1' })

  t.test(
    'a person signs up, presses one button, follows the prompts, passes, and finds it in the history',
    async (t) => {
      const { page, problems } = await openPage(t, `${url}/demo`, { viewport: { width: 1200, height: 800 } })
      await page.getByLabel('Full name').fill('Some Body')
      await page.getByLabel('Username').fill('somebody')
      await page.getByLabel('Password').fill('correct horse')
      await press(page, 'Create an account')
      await page.getByText('None yet').first().waitFor()
      assert.equal(await openTracks(page), 0, 'the camera is off until Start')
      await press(page, 'Start')
      assert.equal(await awaitOutcome(page), 'All done')
      await page.locator('#checks strong', { hasText: 'Passed' }).waitFor()
      assert.equal(await openTracks(page), 0, 'and off again at the end')
      await press(page, 'New check')
      await awaitPrompt(page, 'Look straight at the camera')
      await press(page, 'Cancel')
      assert.equal(await openTracks(page), 0)
      await page.locator('#checks li').nth(1).waitFor()

      await press(page, 'Log out')
      await page.getByLabel('Username').fill('somebody')
      await page.getByLabel('Password').fill('wrong horse')
      await press(page, 'Log in')
      await page.getByText('Password is incorrect!').first().waitFor()
      await page.getByLabel('Password').fill('correct horse')
      await press(page, 'Log in')
      await press(page, 'Delete account …')
      await press(page, 'No, keep it')
      await press(page, 'Delete account …')
      await press(page, 'Yes, delete everything')
      await page.getByRole('heading', { name: 'Create an account' }).waitFor()
      await press(page, 'I have an account')
      await page.getByLabel('Username').fill('somebody')
      await page.getByLabel('Password').fill('correct horse')
      await press(page, 'Log in')
      await page.getByText('Username not found!').first().waitFor()
      const unexpected = problems.filter((text) => !/status of 40[01]/.test(text))
      assert.deepEqual(unexpected, [])
    },
  )

  t.test('a second person who signs up in the same tab begins a check of their own, not the first one’s', async (t) => {
    const { page } = await openPage(t, `${url}/demo`)
    await signUpAt(page, 'first.one')
    await press(page, 'Start')
    await awaitPrompt(page, 'Look straight at the camera')
    await press(page, 'Cancel')
    await page.locator('#checks li').waitFor()
    await press(page, 'Log out')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await press(page, 'I have no account yet')
    await signUpAt(page, 'second.one')
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'All done')
    await page.locator('#checks strong', { hasText: 'Passed' }).waitFor()
    await press(page, 'Log out')
    await logInAt(page, 'first.one')
    await page.locator('#checks li').waitFor()
    assert.equal(await page.locator('#checks .accept').count(), 0)
    assert.equal(await page.getByRole('button', { name: 'New check' }).count(), 0)
    await awaitPrompt(page, 'Ready for a face check?')
  })

  t.test('a link opened on a phone runs the session, in Indonesian too', async (t) => {
    const check = await newCheck(url)
    const { page, problems } = await openPage(t, url + check.path, { locale: 'id-ID' })
    await press(page, 'Mulai')
    assert.equal(await awaitOutcome(page), 'Selesai')
    assert.equal(await guidanceOf(page), 'Terima kasih. Pemeriksaan berhasil.')
    assert.equal((await readCheck(url, check)).verdict, 'live')
    assert.equal(await page.title(), 'Pemeriksaan wajah')
    assert.deepEqual(problems, [])
  })

  t.test('a person who follows no prompt learns it in time, may try again, and passes', async (t) => {
    const { page } = await openPage(t, `${impatient.url}/demo`)
    await page.getByLabel('Full name').fill('Some Body')
    await page.getByLabel('Username').fill('somebody.else')
    await page.getByLabel('Password').fill('correct horse')
    await press(page, 'Create an account')
    await change(page, { followsPrompts: false })
    await press(page, 'Start')
    await awaitPrompt(page, 'Not quite', 30_000)
    assert.equal(await guidanceOf(page), 'There was not enough time. You can ask for more time.')
    await page.locator('#checks strong', { hasText: 'Undecided, try again' }).waitFor()
    await change(page, { followsPrompts: true })
    await press(page, 'Try again')
    assert.equal(await awaitOutcome(page), 'All done')
    await page.locator('#checks strong', { hasText: 'Passed' }).waitFor()
  })

  t.test('a flat photo of the person, moved about as the prompts say, is refused', async (t) => {
    const check = await newCheckOf(environment, url, ['turn_left', 'smile'])
    const { page } = await openPage(t, url + check.path)
    await change(page, { who: 'photo' })
    await press(page, 'Start')
    assert.equal(await awaitOutcome(page), 'The check did not succeed')
    assert.equal((await check.read()).verdict, 'spoof')
    assert.equal(await page.getByRole('button').count(), 0, 'a session gives one verdict, and this page has no other')
  })

  for (const camera of ['user', 'environment'])
    t.test(
      `for a turn to the left before a camera of kind ${camera}, the arrow points where the picture turns`,
      async (t) => {
        const { path, read } = await newCheckOf(environment, url, ['turn_left'])
        const { page } = await openPage(t, url + path)
        await change(page, { cameras: [camera], followsPrompts: false })
        await press(page, 'Start')
        await page.locator('liveness-capture [data-action=turn_left]').waitFor()
        const beside = await page.evaluate<number>(`{
        const root = document.querySelector('liveness-capture').shadowRoot
        const [cue, stage] = ['.cue', '.stage'].map((name) => root.querySelector(name).getBoundingClientRect())
        cue.left + cue.width / 2 - stage.left - stage.width / 2
      }`)
        assert.ok((await isMirrored(page)) ? beside < -20 : beside > 20, `${beside} px`)
        assert.equal(await isMirrored(page), camera === 'user')
        await change(page, { followsPrompts: true })
        assert.equal(await awaitOutcome(page), 'All done', JSON.stringify(await read()))
      },
    )

  t.test(
    'the camera that faces the person is requested, at the size that is sent, and replaces another that has gone',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path)
      const size = { width: { ideal: 640 }, height: { ideal: 480 } }
      await change(page, { cameras: ['user', 'environment'], followsPrompts: false })
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      await change(page, { cameras: ['user'] })
      await press(page, 'Switch camera')
      await page
        .getByText(/^Step \d of 3$/)
        .first()
        .waitFor()
      const front = { ...size, facingMode: 'user' }
      assert.deepEqual(await page.evaluate('requested'), [
        front,
        { ...size, deviceId: { exact: 'environment' } },
        front,
      ])
      assert.equal(await page.getByRole('button', { name: 'Switch camera' }).count(), 0)
    },
  )

  t.test(
    'of several cameras a person chooses by name, and no virtual or infrared one is opened by itself',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path)
      const cameras = ['OBS Virtual Camera', 'HP IR Camera', 'Desk webcam', 'FaceTime HD Camera']
      await change(page, { cameras, followsPrompts: false })
      await page.evaluate(`globalThis.opened = []
      document.querySelector('liveness-capture').addEventListener('camera', ({ detail }) => opened.push(detail))`)
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      const list = page.getByRole('combobox', { name: 'Camera' })
      assert.equal(await list.inputValue(), 'FaceTime HD Camera')
      const listed = ['FaceTime HD Camera', 'Desk webcam', 'OBS Virtual Camera', 'HP IR Camera']
      assert.deepEqual(await list.locator('option').allTextContents(), listed)
      assert.equal(await openTracks(page), 1, 'the one that the browser opened is closed again')
      await list.selectOption('Desk webcam')
      await page.getByText('Step 2 of 3').first().waitFor()
      assert.equal(await list.isVisible(), false)
      assert.deepEqual(await page.evaluate('opened'), [
        { label: 'FaceTime HD Camera', device_id: 'FaceTime HD Camera', facing: 'user' },
        { label: 'Desk webcam', device_id: 'Desk webcam', facing: null },
      ])
      assert.equal(await openTracks(page), 1)
    },
  )

  t.test(
    'with two cameras a person may switch until the first step is completed; only the front one is a mirror',
    async (t) => {
      const { page } = await openPage(t, url + (await newCheck(url)).path)
      await change(page, { cameras: ['user', 'environment'], followsPrompts: false })
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      assert.equal(await isMirrored(page), true)
      await press(page, 'Switch camera')
      await page.locator('liveness-capture .rear').waitFor()
      assert.equal(await isMirrored(page), false)
      assert.equal(await openTracks(page), 1)
      await page.getByText('Step 2 of 3', { exact: true }).first().waitFor()
      assert.equal(await page.getByRole('button', { name: 'Switch camera' }).count(), 0)
    },
  )
})

/** Whether the camera's picture is mirrored: by the video or by the element around it, not both. */
const isMirrored = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(
    `['video', '.stage'].map((name) => getComputedStyle(document.querySelector('liveness-capture').shadowRoot.querySelector(name)).transform.startsWith('matrix(-1')).filter(Boolean).length === 1`,
  )
