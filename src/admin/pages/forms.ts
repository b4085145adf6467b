import { type Html, html } from '../../html.ts'

type Field =
  | { readonly name: string; readonly label: string; readonly choices: readonly string[] }
  | { readonly name: string; readonly label: string; readonly hint?: string }

/** What a list shows, as a form that changes the address, folded until it holds something; `given`: what holds now. */
export function filterForm(fields: readonly Field[], given: URLSearchParams): Html {
  const isGiven = fields.some(({ name }) => given.has(name))
  return html`<details class="card"${isGiven ? html` open` : ''}><summary>Search</summary>
<form class="filters" method="get">
${fields.map((field) => html`<label>${field.label} ${input(field, given.get(field.name) ?? '')}</label>`)}
<button>Show</button>
</form></details>`
}

function input(field: Field, value: string): Html {
  if (!('choices' in field))
    return html`<input name="${field.name}" value="${value}" placeholder="${field.hint ?? ''}" autocapitalize="none" spellcheck="false">`
  const option = (choice: string) =>
    choice === value
      ? html`<option value="${choice}" selected>${choice || 'any'}</option>`
      : html`<option value="${choice}">${choice || 'any'}</option>`
  return html`<select name="${field.name}">${['', ...field.choices].map(option)}</select>`
}

/** The way on to what comes after, with the same filters. */
export function nextPage(given: URLSearchParams, name: string, value: string | number | undefined): Html {
  if (value === undefined) return html``
  const next = new URLSearchParams(given)
  next.set(name, String(value))
  return html`<p><a href="?${next.toString()}" rel="next">Next page</a></p>`
}

/** Asks again before something is changed: what happens, to what. `back` is where nothing happens. */
export function confirmation(sentence: string, action: string, back: string): Html {
  return html`<div class="card"><p>${sentence}</p>
<form method="post" class="actions"><button class="danger">${action}</button> <a href="${back}">Cancel</a></form></div>`
}

/** Leads to the pages that ask. */
export function actions(links: Readonly<Record<string, string>>): Html {
  return html`<ul class="actions">${Object.entries(links).map(([label, path]) => html`<li><a class="action" href="${path}">${label}</a></li>`)}</ul>`
}
