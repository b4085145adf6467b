import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { openAdmin, startWithData } from './admin-data.ts'
import { skipWithoutBrowser as skip } from './browser.ts'

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url))

/** Not a test: takes the pictures of the operator's page again, with `npm run screenshots`. */
test('the pictures of the operator’s page in docs/images', { skip }, async (t) => {
  const data = await startWithData(t)
  const desk = await openAdmin(t, data, { viewport: { width: 1120, height: 1000 } })
  const take = async (page: typeof desk, path: string, name: string) => {
    await page.goto(`${data.server.url}/admin${path}`)
    // Where a data folder usually is, not where that of this run was.
    const folder = page.getByText(data.server.config.DATA_DIR)
    await folder.evaluateAll((found, path) => {
      for (const cell of found) cell.textContent = cell.textContent!.replace(path, '/var/lib/liveness-server')
    }, data.server.config.DATA_DIR)
    await sharp(await page.screenshot())
      .webp({ quality: 80 })
      .toFile(`${FOLDER}${name}.webp`)
  }
  await take(desk, `/sessions/${data.sessionId}`, 'admin-session')
  await take(desk, '/health', 'admin-health')
  const phone = await openAdmin(t, data, {
    viewport: { width: 390, height: 720 },
    deviceScaleFactor: 2,
    colorScheme: 'dark',
  })
  await take(phone, '/sessions', 'admin-phone')
})
