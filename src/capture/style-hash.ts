import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const MODULE = new URL('../../capture/style.ts', import.meta.url)

/**
 * The source expression (Content Security Policy 3, 2.3.1) that permits the component's style as an element: browsers
 * without constructed style sheets need one. Throws where the style is not found in its module.
 */
export async function styleHash(): Promise<string> {
  const style = /^export const css = `([^`\\]*)`$/m.exec(await readFile(MODULE, 'utf8'))?.[1]
  if (style === undefined) throw new Error('the component has no style')
  return `'sha256-${hash('sha256', style, 'base64')}'`
}
