import { hash } from 'node:crypto'
import type { Asset } from './assets.ts'

/**
 * The source expression (Content Security Policy 3, 2.3.1) that permits the component's style as an element: browsers
 * without constructed style sheets need one. Throws where the style is not found in its module.
 */
export function styleHash(assets: readonly Asset[]): string {
  const module = assets.find(({ name }) => name.endsWith('style.js'))?.content.toString()
  const style = /^export const css = `([^`\\]*)`$/m.exec(module ?? '')?.[1]
  if (style === undefined) throw new Error('the component has no style')
  return `'sha256-${hash('sha256', style, 'base64')}'`
}
