import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { examine } from './axe.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { openPage } from './person.ts'

test('axe finds no violation on the documentation page, on a phone and a desk, light and dark', { skip }, async (t) => {
  const { url } = await startServer(t)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1280]) {
      const { page, problems } = await openPage(t, `${url}/docs`, { colorScheme, viewport: { width, height: 844 } })
      await examine(page, `${colorScheme} ${width}`, 11)
      assert.deepEqual(problems, [])
    }
})
