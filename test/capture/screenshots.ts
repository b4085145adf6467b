import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { startProcess } from '../process.ts'
import { newEnvironment } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { awaitOutcome, awaitPrompt, change, newCheckOf, openPage, press } from './person.ts'

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const phone = { viewport: { width: 390, height: 720 } }
const dark = { ...phone, colorScheme: 'dark' } as const
const desk = { viewport: { width: 1120, height: 760 } }
const actions = ['turn_left', 'smile', 'open_mouth']

/** Not a test: takes the documents' pictures again, with `npm run screenshots`. */
test('the pictures in docs/images', { skip }, async (t) => {
  mkdirSync(FOLDER, { recursive: true })
  const environment = { ...(await newEnvironment(t)), LIVENESS_STEP_SECONDS: '20', LIVENESS_STEPS: '2' }
  const { url } = await startProcess(t, environment)
  const open = async (device: BrowserContextOptions, language = 'en') => {
    const { path } = await newCheckOf(environment, url, actions)
    return (await openPage(t, url + path.replace('#', `?lang=${language}#`), { deviceScaleFactor: 2, ...device })).page
  }

  const page = await open(phone)
  await take(page, 'capture-start')
  await change(page, { reach: 0.42 })
  await press(page, 'Start')
  await awaitPrompt(page, 'Turn your head left')
  await page.getByText('A little further', { exact: true }).first().waitFor()
  await take(page, 'capture-turn')
  await change(page, { reach: 1 })
  await awaitPrompt(page, 'Good. Look straight')
  await take(page, 'capture-good')
  await awaitOutcome(page)
  await take(page, 'capture-passed')

  const night = await open(dark, 'id')
  await press(night, 'Mulai')
  await awaitPrompt(night, 'Bagus')
  await awaitPrompt(night, 'Tolehkan')
  await awaitPrompt(night, 'Bagus')
  await change(night, { reach: 0.3 })
  await awaitPrompt(night, 'Tersenyum')
  await take(night, 'capture-dark-indonesian')

  const { page: demo } = await openPage(t, `${url}/demo`, desk)
  await demo.getByLabel('Full name').fill('Some Body')
  await demo.getByLabel('Username').fill('somebody')
  await demo.getByLabel('Password').fill('correct horse')
  await press(demo, 'Create an account')
  await press(demo, 'Start')
  await awaitOutcome(demo)
  await press(demo, 'New check')
  await change(demo, { reach: 0.3 })
  await demo.getByText('Step 2 of 3', { exact: true }).first().waitFor()
  await take(demo, 'demo-check')
})

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(600)
  const picture = await page.screenshot()
  await sharp(picture).webp({ quality: 82 }).toFile(`${FOLDER}${name}.webp`)
}
