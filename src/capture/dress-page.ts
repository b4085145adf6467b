import type { Config } from '../config.ts'
import { escapeHtml } from '../escape-html.ts'

export type OperatorConfig = Pick<
  Config,
  'PUBLIC_URL' | 'OPERATOR_NAME' | 'OPERATOR_LOGO' | 'OPERATOR_COLOR' | 'CONSENT_TEXT' | 'CONSENT_URL'
>

/**
 * A page with the modules that it will need, so that a browser loads them side by side; with the server's address, and
 * the operator's name, logo, color and consent line, where they are set.
 */
export function dressPage(html: string, modules: readonly string[], config: OperatorConfig): string {
  const { OPERATOR_NAME, OPERATOR_LOGO, OPERATOR_COLOR, CONSENT_TEXT } = config
  const style = OPERATOR_COLOR === '' ? '' : '<link rel="stylesheet" href="/capture/operator.css">\n  '
  const image = OPERATOR_LOGO === '' ? '' : '<img src="/capture/operator-logo" alt=""> '
  const brand = `${image}<span dir="auto">${escapeHtml(OPERATOR_NAME)}</span>`
  const consent = CONSENT_TEXT === '' ? '' : `<p slot="consent" class="consent" dir="auto">${consentLine(config)}</p>`
  const preloads = modules.map((name) => `    <link rel="modulepreload" href="/capture/${name}">\n`).join('')
  return html
    .replace(/^ *<script /m, (first) => preloads + first)
    .replace('name="public-url" content=""', () => `name="public-url" content="${config.PUBLIC_URL}"`)
    .replace('</head>', () => `${style}</head>`)
    .replace(/(?<=<span class="brand">).*(?=<\/span>$)/m, (usual) => (OPERATOR_NAME || OPERATOR_LOGO ? brand : usual))
    .replace('</liveness-capture>', () => `${consent}</liveness-capture>`)
}

/** The part of the text in square brackets leads to the address, or all of it where nothing is in brackets. */
function consentLine({ CONSENT_TEXT, CONSENT_URL }: OperatorConfig): string {
  const [, before = '', linked = CONSENT_TEXT, after = ''] = /^(.*?)\[(.+?)\](.*)$/.exec(CONSENT_TEXT) ?? []
  if (CONSENT_URL === '') return escapeHtml(before + linked + after)
  const link = `<a href="${escapeHtml(CONSENT_URL)}" target="_blank" rel="noopener">${escapeHtml(linked)}</a>`
  return escapeHtml(before) + link + escapeHtml(after)
}
