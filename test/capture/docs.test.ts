import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { startServer } from '../server.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { openPage } from './person.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

test('axe finds no violation on the documentation page, on a phone and a desk, light and dark', { skip }, async (t) => {
  const { url } = await startServer(t)
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1280]) {
      const { page, problems } = await openPage(t, `${url}/docs`, { colorScheme, viewport: { width, height: 844 } })
      await page.evaluate(axe)
      const [violations, passes] = await page.evaluate<[string[], number]>(
        `axe.run(document).then(({ violations, passes }) => [violations.map(({ id, nodes }) => id + ' ' + nodes[0].html), passes.length])`,
      )
      assert.deepEqual([...violations, ...problems], [])
      assert.ok(passes > 10)
      const overhang = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      assert.equal(overhang, 0, 'nothing has to be scrolled sideways')
    }
})
