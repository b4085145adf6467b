import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { openStorage } from '../../src/storage/open.ts'
import { request, signUp } from '../server.ts'
import { openBrowser } from './browser.ts'
import { drawnCamera } from './drawn-camera.ts'
import type { Subject } from './page/shapes.ts'

export interface OpenPage {
  readonly page: Page
  /** Errors in the page, violations of its policies, warnings and errors on its console, for a test to judge. */
  readonly problems: string[]
}

/** Opens a page with the drawn person before its camera. It is closed when the test ends. */
export async function openPage(
  t: TestContext,
  url: string,
  options: BrowserContextOptions = {},
  script = '',
): Promise<OpenPage> {
  const browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US', ...options })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await page.addInitScript((await drawnCamera()) + script)
  await page.goto(url)
  return { page, problems }
}

export function change(page: Page, subject: Partial<Subject>): Promise<void> {
  return page.evaluate(
    (wanted) => void Object.assign((globalThis as unknown as { subject: object }).subject, wanted),
    subject,
  )
}

/** Waits until the page's prompt has this text. */
export function awaitPrompt(page: Page, text: string | RegExp, timeout = 20_000): Promise<void> {
  return page.locator('liveness-capture [part=prompt]').filter({ hasText: text }).waitFor({ timeout })
}

const OUTCOME =
  /^(All done|Selesai|The check did not succeed|Pemeriksaan|Not quite|Belum|Time is up|Waktu|This check|No connection|Tidak ada|Something|Terjadi)/

/** Waits for the end of a check and returns the prompt that the page then shows. */
export async function awaitOutcome(page: Page): Promise<string> {
  await awaitPrompt(page, OUTCOME, 45_000)
  return promptOf(page)
}

export const promptOf = (page: Page) => page.locator('liveness-capture [part=prompt]').innerText()
export const guidanceOf = (page: Page) => page.locator('liveness-capture [part=guidance]').innerText()
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Registers an account and returns its cookie. */
export function newPerson(url: string): Promise<string> {
  const username = `person-${randomBytes(6).toString('hex')}`
  const call = (...args: [string, string, Parameters<typeof request>[3]?]) => request(url, ...args)
  return signUp({ request: call }, { fullname: 'Some Body', username, password: 'correct horse' })
}

/** A session of a new account; `path` is the page that runs it. */
export async function newCheck(url: string): Promise<{ cookie: string; path: string; id: string }> {
  const cookie = await newPerson(url)
  const { json } = await request(url, 'POST', '/liveness/sessions', { cookie, json: {} })
  return { cookie, path: json.data.capture_path, id: json.data.session_id }
}

/** A session with given actions, as a back end opens it. */
export async function newCheckOf(environment: Record<string, string>, url: string, actions: readonly string[]) {
  const key = await apiKeyOf(environment)
  const { json } = await request(url, 'POST', '/liveness/sessions', { headers: bearer(key), json: { actions } })
  const path: string = json.data.capture_path
  const read = async () =>
    (await request(url, 'GET', `/liveness/sessions/${json.data.session_id}`, { headers: bearer(key) })).json.data
  return { path, read }
}

const apiKeys = new WeakMap<object, Promise<string>>()

/** The API key of a test's server, made once: two that write from one thread would wait for each other in vain. */
export function apiKeyOf(environment: Record<string, string>): Promise<string> {
  const key = apiKeys.get(environment) ?? newApiKey(environment)
  apiKeys.set(environment, key)
  return key
}

/** On the database of a server that runs as a process of its own. */
async function newApiKey(environment: Record<string, string>): Promise<string> {
  const reading = readConfig(environment)
  if (!reading.ok) throw new Error(reading.problems.join('\n'))
  const { db } = openStorage(reading.config, () => {})
  const { key } = await createApiKey({ db, clock: systemClock }, 'test')
  await db.destroy()
  return key
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** The session as its owner reads it. */
export async function readCheck(url: string, { cookie, id }: { cookie: string; id: string }) {
  return (await request(url, 'GET', `/liveness/sessions/${id}`, { cookie })).json.data
}

/** Signs up on the demo page, in English, and waits until the check is there. */
export async function signUpAt(page: Page, username: string): Promise<void> {
  await page.getByLabel('Full name').fill('Some Body')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill('correct horse')
  await press(page, 'Create an account')
  await page.getByText('None yet').first().waitFor()
}

export async function logInAt(page: Page, username: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill('correct horse')
  await press(page, 'Log in')
  await page.locator('#signed-in').waitFor()
}

/** How many cameras the page holds open. */
export const openTracks = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { openTracks(): number }).openTracks())
