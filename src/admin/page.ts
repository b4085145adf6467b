import { type Html, html } from '../html.ts'

/** The pages that the navigation leads to, by their path under `/admin`. */
export const SECTIONS = {
  overview: { path: '/admin', label: 'Overview' },
  sessions: { path: '/admin/sessions', label: 'Sessions' },
  accounts: { path: '/admin/accounts', label: 'Accounts' },
  keys: { path: '/admin/keys', label: 'Keys' },
  webhooks: { path: '/admin/webhooks', label: 'Webhooks' },
  audit: { path: '/admin/audit', label: 'Audit log' },
  health: { path: '/admin/health', label: 'Health' },
} as const

export type Section = keyof typeof SECTIONS

export interface Page {
  /** The page's heading, and in front of the document's title. */
  readonly title: string
  /** The entry of the navigation that the page belongs to. */
  readonly section?: Section | undefined
  /** Who is logged in; without it the page has no navigation. */
  readonly operatorName?: string | undefined
  /** A sentence above the content: what was done. */
  readonly notice?: string | undefined
  /** The same, of what went wrong. */
  readonly problem?: string | undefined
  readonly body: Html
}

/** A whole HTML document of the operator's page: no script, one style sheet, readable from 320 pixels on. */
export function renderPage({ title, section, operatorName, notice, problem, body }: Page): string {
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · liveness-server</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/admin/admin.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="brand">liveness-server</p>
${operatorName === undefined ? '' : logoutForm(operatorName)}
</header>
${operatorName === undefined ? '' : navigation(section)}
<main id="content" tabindex="-1">
<h1>${title}</h1>
${notice === undefined ? '' : html`<p class="notice" role="status">${notice}</p>`}
${problem === undefined ? '' : html`<p class="notice problem" role="alert">${problem}</p>`}
${body}
</main>
</body>
</html>
`
  return text
}

function logoutForm(operatorName: string): Html {
  return html`<form method="post" action="/admin/logout"><span>${operatorName}</span>
<button class="quiet">Log out</button></form>`
}

function navigation(current: Section | undefined): Html {
  const entries = Object.entries(SECTIONS).map(([name, { path, label }]) =>
    name === current
      ? html`<li><a href="${path}" aria-current="page">${label}</a></li>`
      : html`<li><a href="${path}">${label}</a></li>`,
  )
  return html`<nav aria-label="Sections"><ul>
${entries}
</ul></nav>`
}
