import { escapeHtml } from './escape-html.ts'

/** A piece of HTML or SVG; everything put into it as text was escaped. */
export interface Html {
  readonly html: string
}

type Part = Html | string | number | readonly Html[]

/** Text and numbers are escaped, pieces of HTML are taken as they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((text, string, index) => text + render(parts[index - 1]!) + string) }
}

function render(part: Part): string {
  if (typeof part === 'object') return 'html' in part ? part.html : part.map((one) => one.html).join('\n')
  return escapeHtml(String(part))
}
