import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Asserts that axe-core finds no violation of WCAG 2.2 AA and good practice in a page that passes so many of its rules,
 * and that the page fits the window.
 */
export async function examine(page: Page, state = '', passesMin = 5): Promise<void> {
  // A heading may be there before the style is.
  await page.waitForLoadState('load')
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe)
  const violations = await page.evaluate<string[]>(
    `axe.run(document).then(({ violations, passes }) => passes.length < ${passesMin} ? ['axe examined nothing'] : violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(' '))))`,
  )
  assert.deepEqual(violations, [], state)
  const overhang = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  assert.equal(overhang, 0, state)
}
